import { elapsedMs, timers } from '../loading/index.js';
import type { AssumedRole } from '../assume/index.js';
import { isStsError } from '../errors/index.js';
import { answerIn } from './known.js';
import { type Lock, tryLock, type Watch } from './lock.js';
import { ensureFolder } from './private-files.js';
import { fileStore, type Store } from './store.js';
import { sharedRefusal } from './refusal-of.js';
import type { Vault } from './vault.js';

/** How often a waiter looks; the wait for a living holder is as long as the call, tens of milliseconds. */
const LOOK_EVERY_MS = 20;

/** A question that many processes may ask at once. */
export interface Flight {
  /** Where the answer is kept; without it nothing is shared. */
  vault: Vault | undefined;
  key: string;
  /** Milliseconds since the epoch: refusals from before do not count. */
  refusalsSince: number;
  /** Ends the wait. */
  signal: AbortSignal;
  /** The call itself, made by one of those who ask. */
  call: () => Promise<AssumedRole>;
  /** The error for a wait that ended before its time. */
  waitedTooLong: () => Error;
}

/**
 * Makes one call for any number of processes that ask the same at the same time, or none if the answer is known. All
 * get the same answer, or the same refusal. When the one who calls dies, another takes over.
 */
export async function once(flight: Flight): Promise<AssumedRole> {
  const { vault } = flight;
  if (vault === undefined) return flight.call();
  const name = vault.name(flight.key);
  const store = fileStore(vault, name);
  const askedAt = Date.now();
  let watch: Watch | undefined;
  let madeAnew = false;
  for (;;) {
    const answer = answerIn(store, flight.refusalsSince, askedAt);
    if (answer !== undefined) return answer;
    const attempt = tryLock(vault.folder, name, watch, elapsedMs());
    if (attempt.kind === 'no-place') {
      // Gone, as a new installation does it: made anew, once, so that those who wait do not all call.
      if (madeAnew || !ensureFolder(vault.folder)) return flight.call();
      madeAnew = true;
      continue;
    }
    if (attempt.kind === 'held') return await callHolding(flight, store, attempt.lock, askedAt);
    ({ watch } = attempt);
    try {
      await timers().setTimeout(LOOK_EVERY_MS, undefined, { signal: flight.signal });
    } catch {
      throw flight.waitedTooLong();
    }
  }
}

async function callHolding(flight: Flight, store: Store, lock: Lock, askedAt: number): Promise<AssumedRole> {
  try {
    // Between the last look and the lock somebody may have answered.
    return answerIn(store, flight.refusalsSince, askedAt) ?? (await callAndKeep(flight, store));
  } finally {
    lock.release();
  }
}

async function callAndKeep(flight: Flight, store: Store): Promise<AssumedRole> {
  try {
    const role = await flight.call();
    store.keepAnswer({ role, madeAt: Date.now() });
    return role;
  } catch (error) {
    if (!isStsError(error)) throw error;
    const madeAt = Date.now();
    const isKept = store.keepRefusal({ error, madeAt });
    throw isKept ? sharedRefusal(error, { madeHere: true, madeAt }) : error;
  }
}
