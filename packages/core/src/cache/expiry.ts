/** An answer this close to its end is renewed at the next boundary. */
const RENEW_BEFORE_MS = 5 * 60 * 1000;

/**
 * Whether an answer may be handed out: it has more than five minutes left, or it was made for this very question and
 * has not expired (STS can be told to answer with less).
 */
export function isUsable(answer: { expiration: Date; madeAt: number }, askedAt: number, now: number): boolean {
  const left = answer.expiration.getTime() - now;
  return left > RENEW_BEFORE_MS || (answer.madeAt >= askedAt && left > 0);
}
