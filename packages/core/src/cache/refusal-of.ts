/** How a process came by a refusal that is shared. */
export interface SharedRefusal {
  /** Whether this process asked and was refused, or found that another had been. */
  madeHere: boolean;
  /** When the answer came, milliseconds since the epoch. */
  madeAt: number;
}

const REFUSALS = new WeakMap<object, SharedRefusal>();

/** Notes how an error came about, and returns it. */
export function sharedRefusal<T extends Error>(error: T, refusal: SharedRefusal): T {
  REFUSALS.set(error, refusal);
  return error;
}

/** How an error came about, if it is a refusal that others share; `undefined` for all that each process finds by itself. */
export function refusalOf(error: unknown): SharedRefusal | undefined {
  return typeof error === 'object' && error !== null ? REFUSALS.get(error) : undefined;
}
