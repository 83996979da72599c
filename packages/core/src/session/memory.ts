import type { AssumedRole } from '../assume/index.js';
import { isUsable } from '../cache/index.js';

interface Remembered {
  pending: Promise<AssumedRole> | undefined;
  role: AssumedRole | undefined;
  error: unknown;
  /** Milliseconds since the epoch. */
  madeAt: number;
}

/** One memory per realm, shared by the copies of this package in it. */
const MEMORY: unique symbol = Symbol.for('@sts/core/sessions') as never;

function memory(): Map<string, Remembered> {
  const holder = globalThis as { [MEMORY]?: Map<string, Remembered> };
  holder[MEMORY] ??= new Map();
  return holder[MEMORY];
}

/**
 * Answers once per process and key: questions at the same time share one promise, a usable answer is given again, and
 * so is a refusal that was made since `refusalsSince`.
 */
export function oncePerProcess(key: string, refusalsSince: number, ask: () => Promise<AssumedRole>): Promise<AssumedRole> {
  const entry = memory().get(key);
  if (entry?.pending !== undefined) return entry.pending;
  const now = Date.now();
  if (
    entry?.role !== undefined &&
    isUsable({ expiration: entry.role.credentials.expiration, madeAt: entry.madeAt }, Number.POSITIVE_INFINITY, now)
  ) {
    return Promise.resolve(entry.role);
  }
  if (entry?.error !== undefined && entry.madeAt >= refusalsSince) return Promise.reject(entry.error as Error);
  const next: Remembered = { pending: undefined, role: undefined, error: undefined, madeAt: now };
  next.pending = ask()
    .then((role) => {
      next.role = role;
      return role;
    })
    .catch((error: unknown) => {
      next.error = error;
      throw error;
    })
    .finally(() => {
      next.pending = undefined;
      next.madeAt = Date.now();
    });
  memory().set(key, next);
  return next.pending;
}
