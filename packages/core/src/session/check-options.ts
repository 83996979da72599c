import { StsError } from '../errors/index.js';
import { checkOrigin, givenOptions, isObject } from '../options/index.js';

/**
 * Checks options as soon as they are given, before anything else is known.
 * @param from where they stand, for messages
 * @throws `STS_OPTIONS_INVALID`
 */
export function checkOptionsCold(options: unknown, from: string): void {
  if (isObject(options)) return checkOrigin(givenOptions(options, from));
  throw new StsError({
    code: 'STS_OPTIONS_INVALID',
    message: `The options (from ${from}) are ${Array.isArray(options) ? 'a list' : options === null ? 'null' : `a ${typeof options}`}, and should be an object.`,
    hint: "For example: { stage: 'test' }",
  });
}
