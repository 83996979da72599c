import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const HOUR_MS = 60 * 60 * 1000;
/** No session lasts longer than 12 hours. */
const ANSWERS_LAST_MS = 13 * HOUR_MS;
/** Refusals are for the run in which they were made; locks and temporary files are touched while they are in use. */
const OTHERS_LAST_MS = HOUR_MS;
/** An account never changes, but the credentials that it was asked with may be gone for good. */
const ACCOUNTS_LAST_MS = 30 * 24 * HOUR_MS;

/**
 * Removes what has been of no use for long: answers that have expired, old refusals, what dead processes left. What cannot be
 * removed stays, and a folder that is gone is none: an answer is not to be lost over that.
 */
export function sweep(folder: string, now: number): void {
  for (const name of namesIn(folder)) {
    const lasts = ageLimit(name);
    if (lasts !== undefined) removeOld(join(folder, name), now - lasts);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function removeOld(file: string, before: number): void {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats?.isFile() === true && stats.mtimeMs < before) rmSync(file, { force: true });
  } catch {
    // The next answer sweeps again.
  }
}

/** Only what is named as we name things. */
function ageLimit(name: string): number | undefined {
  if (/^[0-9a-f]{40}(?:\.start)?\.json$/.test(name)) return ANSWERS_LAST_MS;
  if (/^[0-9a-f]{40}\.account\.json$/.test(name)) return ACCOUNTS_LAST_MS;
  return /^[0-9a-f]{40}\.(?:refused\.json|lock\.\d+)$|^\.[0-9a-f]{40}\..*\.tmp$/.test(name) ? OTHERS_LAST_MS : undefined;
}
