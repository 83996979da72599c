import type { Failure, Finding } from './failure.js';
import type { RefusedCall } from './types.js';
import { type Claims, readClaims } from '../source/index.js';

/** What STS has against a token; `undefined` when the refusal is about something else. */
export function tokenRefused({ name, message: said }: Failure, call: RefusedCall, now: Date = new Date()): Finding | undefined {
  const { webIdentity } = call;
  if (webIdentity === undefined) return undefined;
  const claims = readClaims(webIdentity.token);
  const who = `the web identity token (from ${webIdentity.from})`;
  switch (name) {
    case 'ExpiredToken':
      return {
        code: 'STS_CREDENTIALS_EXPIRED',
        message: `The web identity token (from ${webIdentity.from}) has expired${ended(claims, now)}. STS says: ${said}`,
        hint: 'Get a new one from the identity provider; what writes the token file has to go on doing so.',
      };
    case 'InvalidIdentityToken':
      return {
        code: 'STS_WEB_IDENTITY_INVALID',
        message: `STS does not accept ${who}${told(claims)}: ${said}`,
        hint: invalidHint(said, claims, call),
      };
    case 'IDPRejectedClaim':
      return {
        code: 'STS_WEB_IDENTITY_INVALID',
        message: `The identity provider rejects ${who}${told(claims)}: ${said}`,
        hint: 'The token was revoked or has ended at the provider: get a new one.',
      };
    case 'IDPCommunicationError':
      return {
        code: 'STS_SERVICE_FAILED',
        message: `STS could not reach the identity provider of ${who}${told(claims)}: ${said}`,
        hint: "Try again in a while; the provider's /.well-known/openid-configuration has to be reachable from the internet.",
      };
    default:
      return undefined;
  }
}

function invalidHint(said: string, claims: Claims | undefined, { request }: RefusedCall): string {
  const accountId = request.RoleArn.split(':')[4] ?? '';
  const provider = claims?.provider ?? '<issuer of the token>';
  if (/No OpenIDConnect provider/i.test(said))
    return `Make the provider https://${provider} in IAM, in the account of the role: ${accountId}.`;
  if (/audience/i.test(said)) {
    return `Add the audience ${JSON.stringify(claims?.audience ?? '<aud of the token>')} to the provider ${provider} in IAM (account ${accountId}), or have the token made for another one: sts.amazonaws.com is usual.`;
  }
  if (claims === undefined) return 'The file has to hold an ID token (a JWT), and nothing else.';
  return `Look at the provider ${provider} in IAM (account ${accountId}), and at the clock of who made the token.`;
}

function told(claims: Claims | undefined): string {
  if (claims === undefined) return ', which is no JWT';
  const { provider, audience, subject } = claims;
  const parts = [
    `issuer ${provider}`,
    ...(audience === undefined ? [] : [`audience ${audience}`]),
    ...(subject === undefined ? [] : [`subject ${subject}`]),
  ];
  return ` of ${parts.join(', ')}`;
}

function ended(claims: Claims | undefined, now: Date): string {
  const at = claims?.expiresAt;
  if (at === undefined || Number.isNaN(at.getTime())) return '';
  return at < now
    ? `, at ${at.toISOString()}`
    : ` for STS, though by the clock of this machine (${now.toISOString()}) it lasts until ${at.toISOString()}`;
}
