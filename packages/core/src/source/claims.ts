/** What a token says of itself; anybody can read that, only the signature behind it is secret. */
export interface Claims {
  /** The provider as IAM names it: the issuer without `https://`. */
  provider: string;
  audience: string | undefined;
  subject: string | undefined;
  expiresAt: Date | undefined;
}

/** The claims of a token, not verified; `undefined` for what is no JWT. */
export function readClaims(token: string): Claims | undefined {
  const [, payload, signature, ...more] = token.trim().split('.');
  if (payload === undefined || signature === undefined || more.length > 0) return undefined;
  try {
    const { iss, aud, azp, sub, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    if (typeof iss !== 'string') return undefined;
    const audiences: unknown[] = Array.isArray(aud) ? aud : [aud];
    // IAM user guide, "Available keys for AWS OIDC federation": `aud` is `azp` where the token has one.
    const audience = [azp, ...audiences].find((one) => typeof one === 'string');
    return {
      provider: iss.replace(/^https:\/\//, '').replace(/\/$/, ''),
      audience,
      subject: typeof sub === 'string' ? sub : undefined,
      expiresAt: typeof exp === 'number' ? new Date(exp * 1000) : undefined,
    };
  } catch {
    return undefined;
  }
}
