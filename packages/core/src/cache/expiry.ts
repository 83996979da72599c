/** An answer this close to its end is renewed at the next boundary. */
const RENEW_BEFORE_MS = 5 * 60 * 1000;

/** An answer that was made later than now tells that the clock was set back since; by less it is of no account. */
const SET_BACK_MS = 60 * 1000;

/**
 * Whether an answer may be handed out: it has more than five minutes left, or it was made for this very question and
 * has not expired (STS can be told to answer with less); and the clock that told its end was not set back since.
 */
export function isUsable(answer: { expiration: Date; madeAt: number }, askedAt: number, now: number): boolean {
  if (answer.madeAt > now + SET_BACK_MS) return false;
  const left = answer.expiration.getTime() - now;
  return left > RENEW_BEFORE_MS || (answer.madeAt >= askedAt && left > 0);
}
