import { header, type Received } from '../http/received.js';
import { incompleteSignature, signatureMismatch } from '../wire/sts-errors.js';
import type { Authorization } from './authorization.js';

const FIVE_MINUTES_MS = 5 * 60 * 1000;

/**
 * Checks when the request was signed, by the server's clock, and returns the time as it was signed
 * (`20260101T000000Z`).
 */
export function checkDate(received: Received, authorization: Authorization, nowMs: number): string {
  const signedAtMs = readDate(received);
  if (signedAtMs === undefined) {
    throw incompleteSignature("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  const signedAt = basicIso(signedAtMs);
  if (authorization.date !== signedAt.slice(0, 8)) {
    throw signatureMismatch(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${authorization.date}' != '${signedAt.slice(0, 8)}', from '${signedAt}'.`,
    );
  }

  const now = basicIso(nowMs);
  const earliest = basicIso(nowMs - FIVE_MINUTES_MS);
  const latest = basicIso(nowMs + FIVE_MINUTES_MS);
  // The basic form sorts as text.
  if (signedAt < earliest) {
    throw signatureMismatch(`Signature expired: ${signedAt} is now earlier than ${earliest} (${now} - 5 min.)`);
  }
  if (signedAt > latest) {
    throw signatureMismatch(`Signature not yet current: ${signedAt} is still later than ${latest} (${now} + 5 min.)`);
  }
  return signedAt;
}

function readDate(received: Received): number | undefined {
  const amzDate = header(received, 'x-amz-date');
  if (amzDate !== undefined) {
    const [, year, month, day, hour, minute, second] = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(amzDate) ?? [];
    return valid(Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`));
  }
  return valid(Date.parse(header(received, 'date') ?? ''));
}

function valid(ms: number): number | undefined {
  return Number.isNaN(ms) ? undefined : ms;
}

/** `20260101T000000Z` */
function basicIso(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
}
