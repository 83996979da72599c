import { verify } from 'node:crypto';
import { expiredIdentityToken, identityClaimRejected, invalidIdentityToken } from '../wire/sts-errors.js';
import type { KnownProvider } from './identity-provider.js';

/** What a token proved. */
export type VerifiedToken = {
  readonly provider: KnownProvider;
  readonly subject: string;
  /** The one of the token's audiences that the provider is known for. */
  readonly audience: string;
  /** Authentication methods, where the provider tells them. */
  readonly amr: readonly string[];
};

const NOT_A_JWT = 'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)';
const NO_KEY =
  "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements";

type Part = Readonly<Record<string, unknown>>;

/**
 * Checks a JWT as STS does: its form, its issuer among the providers of the role's account, the signature, the
 * audience, the time. Throws InvalidIdentityToken, ExpiredTokenException, IDPRejectedClaim.
 */
export function verifyToken(token: string, find: (issuer: string) => KnownProvider | undefined, nowMs: number): VerifiedToken {
  const [head, body, signature, ...rest] = token.split('.');
  const header = head === undefined ? undefined : decode(head);
  const claims = body === undefined ? undefined : decode(body);
  if (header === undefined || claims === undefined || !signature || rest.length > 0) throw invalidIdentityToken(NOT_A_JWT);

  const issuer = claims['iss'];
  if (typeof issuer !== 'string') throw invalidIdentityToken('Missing a required claim: iss');
  const provider = find(issuer);
  if (provider === undefined) throw invalidIdentityToken(`No OpenIDConnect provider found in your account for ${issuer}`);

  if (header['alg'] !== 'RS256') throw invalidIdentityToken(NO_KEY, 'this endpoint signs with RS256 only');
  if (header['kid'] !== provider.keyId)
    throw invalidIdentityToken(NO_KEY, 'the token is signed with a key that the provider does not have');
  const signed = Buffer.from(`${head}.${body}`);
  if (!verify('RSA-SHA256', signed, provider.publicKey, Buffer.from(signature, 'base64url'))) {
    throw invalidIdentityToken('Token signature invalid', 'the token was changed, or signed with another key');
  }
  if (provider.revoked.has(token)) throw identityClaimRejected();
  return { provider, ...checkClaims(claims, provider, nowMs) };
}

function checkClaims(claims: Part, provider: KnownProvider, nowMs: number): Omit<VerifiedToken, 'provider'> {
  const { aud, sub, exp, nbf, iat, amr } = claims;
  for (const [name, value] of Object.entries({ sub, aud, exp, iat })) {
    if (value === undefined || value === '') throw invalidIdentityToken(`Missing a required claim: ${name}`);
  }
  const now = Math.floor(nowMs / 1000);
  if (Number(exp) <= now) throw expiredIdentityToken(now, Number(exp));
  if (Number(nbf ?? iat) > now + 300) throw invalidIdentityToken('Token is not yet valid', 'more than five minutes in the future');
  const audience = texts(aud).find((one) => provider.audience.includes(one));
  if (audience === undefined) {
    throw invalidIdentityToken('Incorrect token audience', `the provider is known for ${provider.audience.join(', ')}`);
  }
  return { subject: String(sub), audience, amr: texts(amr) };
}

function texts(value: unknown): readonly string[] {
  return [value].flat().filter((one) => typeof one === 'string');
}

function decode(part: string): Part | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Part) : undefined;
  } catch {
    return undefined;
  }
}
