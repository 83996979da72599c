import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const HOUR_MS = 60 * 60 * 1000;
/** No session lasts longer than 12 hours. */
const ANSWERS_LAST_MS = 13 * HOUR_MS;
/** Refusals are for the run in which they were made; locks and temporary files are touched while they are in use. */
const OTHERS_LAST_MS = HOUR_MS;
/** An account never changes, but the credentials that it was asked with may be gone for good. */
const ACCOUNTS_LAST_MS = 30 * 24 * HOUR_MS;

/** Removes what has been of no use for long: answers that have expired, old refusals, what dead processes left. */
export function sweep(folder: string, now: number): void {
  for (const name of readdirSync(folder)) {
    const lasts = ageLimit(name);
    const file = join(folder, name);
    const stats = lasts === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
    if (lasts !== undefined && stats?.isFile() === true && now - stats.mtimeMs > lasts) rmSync(file, { force: true });
  }
}

/** Only what is named as we name things. */
function ageLimit(name: string): number | undefined {
  if (/^[0-9a-f]{40}(?:\.start)?\.json$/.test(name)) return ANSWERS_LAST_MS;
  if (/^[0-9a-f]{40}\.account\.json$/.test(name)) return ACCOUNTS_LAST_MS;
  return /^[0-9a-f]{40}\.(?:refused\.json|lock\.\d+)$|^\.[0-9a-f]{40}\..*\.tmp$/.test(name) ? OTHERS_LAST_MS : undefined;
}
