import { header, type Received } from '../http/received.js';
import { readAuthorization } from '../signature/authorization.js';
import { verifySignature } from '../signature/verify-signature.js';
import { expiredToken, invalidToken } from '../wire/sts-errors.js';
import { partitionOf } from './arn.js';
import type { Caller } from './caller.js';
import type { Directory } from './directory.js';

/** Who made the request, and the region that it was signed for. */
export type Authenticated = { readonly caller: Caller; readonly region: string };

/** Finds the key, checks its session token and its end, then the signature. Throws what AWS would answer. */
export function authenticate(received: Received, directory: Directory, nowMs: number): Authenticated {
  const authorization = readAuthorization(received);
  const { region, accessKeyId } = authorization;
  const known = directory.key(accessKeyId);
  if (known === undefined) throw invalidToken('no such access key id');
  const { caller } = known;
  if (caller.partition !== partitionOf(region)) {
    throw invalidToken(`the key belongs to partition ${caller.partition}, and ${region} to ${partitionOf(region)}`);
  }

  const token = header(received, 'x-amz-security-token');
  if (token !== known.sessionToken) {
    throw invalidToken(token === undefined ? 'no session token was sent' : 'not the session token of this key');
  }
  if (known.expiresAtMs !== undefined && known.expiresAtMs <= nowMs) throw expiredToken();
  verifySignature(received, authorization, known.secretAccessKey, nowMs);
  return { caller, region };
}
