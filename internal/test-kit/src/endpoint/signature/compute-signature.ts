import { createHmac } from 'node:crypto';
import type { Received } from '../http/received.js';
import type { Authorization } from './authorization.js';
import { canonicalRequest, sha256 } from './canonical-request.js';

/**
 * The signature that a request must carry, from the headers that it says are signed
 * (IAM user guide, "Create a signed AWS API request", steps 2 to 4). `signedAt` is `20260101T000000Z`.
 */
export function computeSignature(
  received: Received,
  authorization: Omit<Authorization, 'signature'>,
  secret: string,
  signedAt: string,
): Buffer {
  const { date, region, service, terminator, scope, signedHeaders } = authorization;
  const toSign = ['AWS4-HMAC-SHA256', signedAt, scope, sha256(canonicalRequest(received, signedHeaders))].join('\n');
  const key = [date, region, service, terminator].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
  return hmac(key, toSign);
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
