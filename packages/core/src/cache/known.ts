import type { AssumedRole } from '../assume/index.js';
import { isUsable } from './expiry.js';
import { fileStore, type Store } from './store.js';

/** What is known already, without asking anybody: an answer, or nothing. Throws a refusal that counts. */
export function known(
  flight: { folder: string | undefined; key: string; refusalsSince: number },
  askedAt: number,
): AssumedRole | undefined {
  if (flight.folder === undefined) return undefined;
  return answerIn(fileStore(flight.folder, flight.key), flight.refusalsSince, askedAt);
}

/** The answer in a store that may be used, if there is one; a refusal that counts is thrown. */
export function answerIn(store: Store, refusalsSince: number, askedAt: number): AssumedRole | undefined {
  const answer = store.answer();
  if (answer !== undefined) {
    const usable = isUsable({ expiration: answer.role.credentials.expiration, madeAt: answer.madeAt }, askedAt, Date.now());
    if (usable) return answer.role;
  }
  const refusal = store.refusal();
  if (refusal !== undefined && refusal.madeAt >= refusalsSince) throw refusal.error;
  return undefined;
}
