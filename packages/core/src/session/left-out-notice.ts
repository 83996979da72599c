import type { Session } from './types.js';

/** More would hide what a run prints. */
const MOST = 20;

/** What this process has told. */
const told = new Set<string>();

/**
 * Tells of the code's variables that the tests do not have, each time another text: names and reasons, no values. A
 * runner calls it in one process of a run.
 * @param write default: to the standard error output
 */
export function tellLeftOut(session: Session, write: (text: string) => void = (text) => void process.stderr.write(text)): void {
  const notice = leftOutNotice(session);
  if (notice === undefined || told.has(notice)) return;
  told.add(notice);
  write(`${notice}\n`);
}

/** `undefined` where none is left out. */
function leftOutNotice({ environment: { leftOut } }: Session): string | undefined {
  if (leftOut.length === 0) return undefined;
  const lines = leftOut.slice(0, MOST).map(({ name, from, reason }) => `  ${name} (${from}) ${reason}`);
  const more = leftOut.length > MOST ? [`  and ${leftOut.length - MOST} more`] : [];
  const what = leftOut.length === 1 ? 'A variable of the code is' : `${leftOut.length} variables of the code are`;
  return [`@sts: ${what} not in the environment of the tests:`, ...lines, ...more].join('\n');
}
