/** Min, median, p90, p99 and max of numbers; nothing but `count: 0` when there are none. */
export function distribution(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (sorted.length === 0) return { count: 0 };
  return { count: sorted.length, min: sorted[0], median: at(0.5), p90: at(0.9), p99: at(0.99), max: sorted.at(-1) };
}

/** A promise, what was measured, and whether it was kept. */
export function promise(what, measured, kept) {
  return { what, measured, kept };
}

/** The promises as lines for people. */
export function promiseLines(promises) {
  return promises.map(({ what, measured, kept }) => `${kept ? 'kept  ' : 'BROKEN'}  ${what}: ${measured}`);
}
