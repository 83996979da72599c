import type { AssumedRole } from '../assume/index.js';
import { isUsable } from './expiry.js';
import { sharedRefusal } from './refusal-of.js';
import { fileStore, type Store } from './store.js';
import type { Vault } from './vault.js';

/** What is known already, without asking anybody: an answer, or nothing. Throws a refusal that counts. */
export function known(flight: { vault: Vault | undefined; key: string; refusalsSince: number }, askedAt: number): AssumedRole | undefined {
  const { vault } = flight;
  if (vault === undefined) return undefined;
  return answerIn(fileStore(vault, vault.name(flight.key)), flight.refusalsSince, askedAt);
}

/** The answer in a store that may be used, if there is one; a refusal that counts is thrown. */
export function answerIn(store: Store, refusalsSince: number, askedAt: number): AssumedRole | undefined {
  const answer = store.answer();
  if (answer !== undefined) {
    const usable = isUsable({ expiration: answer.role.credentials.expiration, madeAt: answer.madeAt }, askedAt, Date.now());
    if (usable) return answer.role;
  }
  const refusal = store.refusal();
  if (refusal !== undefined && refusal.madeAt >= refusalsSince) {
    throw sharedRefusal(refusal.error, { madeHere: false, madeAt: refusal.madeAt });
  }
  return undefined;
}
