/** Whether a value has to be awaited. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

const DEEPEST = 8;

/**
 * Takes note of the failure of every promise in a value, so that one that nobody awaits does not end the process. Who
 * awaits it has its failure all the same.
 */
export function quieten(value: unknown, depth: number = 0, seen: Set<unknown> = new Set()): void {
  if (typeof value !== 'object' || value === null || depth > DEEPEST || seen.has(value)) return;
  seen.add(value);
  if (value instanceof Promise || isNativePromise(value)) {
    (value as Promise<unknown>).then(undefined, () => undefined);
    return;
  }
  for (const { value: inner } of Object.values(Object.getOwnPropertyDescriptors(value))) quieten(inner, depth + 1, seen);
}

/** Of another realm. */
function isNativePromise(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object Promise]';
}
