import { createPublicKey, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { many, type OneOrMany } from '../policy/document.js';

/** An OpenID Connect provider, as `aws iam create-open-id-connect-provider` makes one known to an account. */
export type IdentityProviderSpec = {
  /** Its issuer: `https://token.actions.githubusercontent.com`, a path is part of it. */
  readonly url: string;
  /** Client ids that tokens may be for; default `sts.amazonaws.com`. */
  readonly audience?: OneOrMany<string>;
  /** Twelve digits; default `123456789012`. */
  readonly account?: string;
  /** Default `aws`. */
  readonly partition?: string;
};

/** What a token says. */
export type TokenClaims = {
  readonly subject: string;
  /** Default: the provider's first. */
  readonly audience?: OneOrMany<string>;
  /** Seconds from now, by the endpoint's clock; default 300, and not above 0 for one that is over. */
  readonly expiresInSeconds?: number;
  /** Default: the provider's own. */
  readonly issuer?: string;
  /** Further claims; `undefined` takes one of the others away. */
  readonly claims?: Readonly<Record<string, unknown>>;
};

/** A provider that the endpoint knows, and that gives out tokens. */
export type IdentityProvider = {
  /** What a trust policy names as `Federated`. */
  readonly arn: string;
  readonly url: string;
  /** The address without `https://`: what the keys of conditions begin with. */
  readonly host: string;
  /** A real JWT, signed with RS256. */
  token(claims: TokenClaims): string;
  /** The token is refused from now on, with IDPRejectedClaim. */
  revoke(token: string): void;
};

/** What the endpoint knows of a provider beside. */
export type KnownProvider = {
  readonly arn: string;
  readonly url: string;
  readonly host: string;
  readonly account: string;
  readonly audience: readonly string[];
  readonly keyId: string;
  readonly publicKey: KeyObject;
  readonly revoked: ReadonlySet<string>;
};

/** Makes a provider with a key of its own. Throws a `TypeError` for an address or an account that AWS would not take. */
export function createIdentityProvider(
  spec: IdentityProviderSpec,
  nowMs: () => number,
): { readonly known: KnownProvider; readonly provider: IdentityProvider } {
  const { url, account = '123456789012', partition = 'aws' } = spec;
  if (!/^https:\/\/[^/?#]+[^?#]*$/.test(url)) throw new TypeError(`identity provider: url must be https without a query, not ${url}`);
  if (!/^\d{12}$/.test(account)) throw new TypeError(`identity provider ${url}: account must be twelve digits, not ${account}`);
  const host = url.slice('https://'.length);
  const arn = `arn:${partition}:iam::${account}:oidc-provider/${host}`;
  const audience = spec.audience === undefined ? ['sts.amazonaws.com'] : many(spec.audience);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keyId = randomUUID();
  const revoked = new Set<string>();

  const token = (said: TokenClaims): string => {
    const now = Math.floor(nowMs() / 1000);
    const { subject, expiresInSeconds = 300, issuer = url } = said;
    const exp = now + expiresInSeconds;
    const iat = Math.min(now, exp - 1);
    const aud = said.audience ?? audience[0];
    return signJwt({ iss: issuer, sub: subject, aud, iat, nbf: iat, exp, jti: randomUUID(), ...said.claims }, keyId, privateKey);
  };
  return {
    known: { arn, url, host, account, audience, keyId, publicKey: createPublicKey(privateKey), revoked },
    provider: { arn, url, host, token, revoke: (one) => void revoked.add(one) },
  };
}

function signJwt(payload: object, kid: string, key: KeyObject): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = `${encode({ alg: 'RS256', typ: 'JWT', kid })}.${encode(payload)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`;
}
