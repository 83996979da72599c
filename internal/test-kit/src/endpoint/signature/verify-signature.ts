import { timingSafeEqual } from 'node:crypto';
import { header, type Received } from '../http/received.js';
import { incompleteSignature, signatureMismatch } from '../wire/sts-errors.js';
import type { Authorization } from './authorization.js';
import { sha256 } from './canonical-request.js';
import { checkDate } from './check-date.js';
import { computeSignature } from './compute-signature.js';

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

/**
 * Checks Signature Version 4: scope, date, signed headers, body and the signature itself.
 * Throws SignatureDoesNotMatch, or IncompleteSignature when something that must be signed is not there.
 */
export function verifySignature(received: Received, authorization: Authorization, secret: string, nowMs: number): void {
  const signedAt = checkDate(received, authorization, nowMs);
  checkScope(authorization);
  checkSignedHeaders(received, authorization);

  const claimed = header(received, 'x-amz-content-sha256');
  if (claimed !== undefined && claimed !== sha256(received.body)) {
    throw signatureMismatch(MISMATCH, 'x-amz-content-sha256 is not the hash of the body');
  }

  const expected = computeSignature(received, authorization, secret, signedAt);
  const given = Buffer.from(authorization.signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw signatureMismatch(MISMATCH, 'wrong secret, or the request was changed after it was signed');
  }
}

function checkScope({ region, service, terminator }: Authorization): void {
  if (service !== 'sts') throw signatureMismatch("Credential should be scoped to correct service: 'sts'. ");
  if (terminator !== 'aws4_request') {
    throw signatureMismatch("Credential should be scoped with a valid terminator: 'aws4_request'. ");
  }
  if (!/^[a-z]{2}(?:-[a-z]+)+-\d+$/.test(region)) {
    throw signatureMismatch('Credential should be scoped to a valid region. ');
  }
}

/** What is not signed could be changed on the way: the host, and every `x-amz-` header. */
function checkSignedHeaders(received: Received, { signedHeaders }: Authorization): void {
  if (!signedHeaders.includes('host')) {
    throw signatureMismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  const unsigned = Object.keys(received.headers).filter((name) => name.startsWith('x-amz-') && !signedHeaders.includes(name));
  if (unsigned.length > 0) {
    throw incompleteSignature(`'${unsigned.join(', ')}' must be a 'SignedHeader' in the AWS Authorization.`);
  }
}
