/** Why an attempt failed: the service asked for patience, or something broke that may be whole again in a moment. */
export type Reason = 'throttled' | 'broken';

/**
 * Windows in milliseconds. The first doubles up to the longest. Those of throttling are as wide as they are for the sake of
 * a whole fleet that starts in the same second: `npm run fleet`, and "Backoff" in docs/architecture.md.
 */
const WINDOWS: Record<Reason, { first: number; longest: number }> = {
  throttled: { first: 5000, longest: 8000 },
  broken: { first: 100, longest: 1000 },
};
/** A service that asks for more is asked again after this long all the same. */
const LONGEST_HINT_MS = 5000;

/**
 * Milliseconds before the next attempt: a random part of the window (full jitter), behind the time that the service named.
 * Never more than `roomMs`.
 * @param before how often it was for this reason before
 * @param hintMs what the service asked for; none, or what has passed, counts for nothing
 * @param random from 0 up to 1
 */
export function delayFor(
  reason: Reason,
  { before, hintMs, roomMs, random }: { before: number; hintMs: number; roomMs: number; random: number },
): number {
  const { first, longest } = WINDOWS[reason];
  const earliest = hintMs > 0 ? Math.min(hintMs, LONGEST_HINT_MS, roomMs) : 0;
  const window = Math.min(first * 2 ** before, longest, roomMs - earliest);
  return earliest + random * window;
}
