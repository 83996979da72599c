/** Something that a person can act on: what failed, and what to do about it. */
export class Problem extends Error {
  /**
   * @param {string} message what failed
   * @param {{ hint?: string | undefined, cause?: unknown }} [more] `hint`: what to do next
   */
  constructor(message, { hint, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'Problem';
    this.hint = hint;
  }
}

/**
 * The text of an error for a terminal: without a stack where the message says it all.
 * @param {unknown} error
 * @returns {string}
 */
export function describe(error) {
  if (!(error instanceof Problem)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  return error.hint ? `${error.message}\n\nWhat to do: ${error.hint}` : error.message;
}
