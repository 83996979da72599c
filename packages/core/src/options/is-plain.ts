/** Deeper than any option goes; what holds itself has no end. */
const DEEPEST = 100;

/** Whether JSON shows all there is of a value. */
export function isPlain(value: unknown): boolean {
  return isPlainAt(value, 0);
}

function isPlainAt(value: unknown, depth: number): boolean {
  if (value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value)) return true;
  if (typeof value !== 'object' || depth > DEEPEST) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Options may come from another realm, as those of Jest do.
  const isKnownShape = Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null;
  return isKnownShape && Object.values(value).every((entry) => isPlainAt(entry, depth + 1));
}
