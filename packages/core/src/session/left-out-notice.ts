import type { Session } from './types.js';

/** More would hide what a run prints. */
const MOST = 20;

/**
 * What a runner tells, once in a run, of the code's variables that its tests do not have; `undefined` where none is left
 * out. Names and reasons, no values. Ends without a newline.
 */
export function leftOutNotice({ environment: { leftOut } }: Session): string | undefined {
  if (leftOut.length === 0) return undefined;
  const lines = leftOut.slice(0, MOST).map(({ name, from, reason }) => `  ${name} (${from}) ${reason}`);
  const more = leftOut.length > MOST ? [`  and ${leftOut.length - MOST} more`] : [];
  const what = leftOut.length === 1 ? 'A variable of the code is' : `${leftOut.length} variables of the code are`;
  return [`@sts: ${what} not in the environment of the tests:`, ...lines, ...more].join('\n');
}
