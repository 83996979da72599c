import type { Explanation } from './explanation.js';
import type { Target } from './types.js';

/** To say where the keys stand takes another reading of the files, which only those pay who look. */
export function withExplanation(target: Omit<Target, 'explanation'>, make: () => Explanation): Target {
  let made: Explanation | undefined;
  return Object.defineProperty({ ...target }, 'explanation', {
    enumerable: true,
    get: () => (made ??= make()),
  }) as Target;
}
