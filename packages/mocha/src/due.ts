import { isUsable } from '@sts/core/runner';
import { runState } from './run-state.js';

/** The clock itself: tests may have theirs in its place. */
const { now } = Date;

/** Whether the credentials are to be renewed where a run or a test file begins: with five minutes left, as everywhere. */
export function isDueAtBoundary(): boolean {
  const { held, dry } = runState();
  if (held === undefined) return dry;
  return isStillOurs(held.accessKeyId) && !isUsable({ expiration: held.expiration, madeAt: 0 }, Number.POSITIVE_INFINITY, now());
}

/**
 * The same between two tests: a long file, or a serial run, has no other place. Credentials that never had ten minutes are
 * not renewed before half of their time is over: that would be for every test.
 */
export function isDueBetween(): boolean {
  const { held } = runState();
  if (held === undefined || !isDueAtBoundary() || isClockFaked()) return false;
  const left = held.expiration.getTime() - now();
  return left < (held.expiration.getTime() - held.since) / 2;
}

/** What the tests have put in their place is not to be overwritten while they run. */
function isStillOurs(accessKeyId: string): boolean {
  return process.env['AWS_ACCESS_KEY_ID'] === accessKeyId;
}

/** A call to AWS, its signature and its retries need the real one: it waits for a test without. */
function isClockFaked(): boolean {
  return Date.now !== now || 'clock' in setTimeout;
}
