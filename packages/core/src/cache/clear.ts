import { lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureFolder, statsOf } from './private-files.js';

/** What was removed of a cache, by kind, and what was left where it is. */
export interface Cleared {
  removed: Readonly<Record<string, number>>;
  /** Names of files that are not ours. */
  foreign: readonly string[];
  /** How many locks a running process holds. */
  held: number;
}

/** What lies in a cache, by its names. */
const KINDS: readonly (readonly [kind: string, name: RegExp])[] = [
  ['credentials', /^[0-9a-f]{40}\.json$/],
  ['starts', /^[0-9a-f]{40}\.start\.json$/],
  ['accounts', /^[0-9a-f]{40}\.account\.json$/],
  ['refusals', /^[0-9a-f]{40}\.refused\.json$/],
  ['locks', /^[0-9a-f]{40}\.lock\.\d+$/],
  ['checked configurations', /^checked\.json$/],
  ['temporary files', /^\..+\.\d+\.[0-9a-f]{12}\.tmp$/],
];

/** Milliseconds: who holds a lock touches it five times a second. */
const IN_USE_MS = 10_000;

/**
 * Removes what we keep in a folder, and nothing else; the folder too, if it is empty then. `undefined` where there is none.
 * @throws `STS_CACHE_UNSAFE` when the folder is a link, somebody else's, or open to others
 */
export function clearCache(folder: string, now: number): Cleared | undefined {
  if (statsOf(folder) === undefined || !ensureFolder(folder)) return undefined;
  const removed: Record<string, number> = {};
  const foreign: string[] = [];
  let held = 0;
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    const stats = lstatSync(file, { throwIfNoEntry: false });
    const kind = KINDS.find(([, pattern]) => pattern.test(name))?.[0];
    if (kind === undefined || stats?.isDirectory() === true) foreign.push(name);
    else if (kind === 'locks' && stats !== undefined && now - stats.mtimeMs < IN_USE_MS) held += 1;
    else {
      rmSync(file, { force: true });
      removed[kind] = (removed[kind] ?? 0) + 1;
    }
  }
  if (foreign.length === 0 && held === 0) removeEmpty(folder);
  return { removed, foreign, held };
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody has begun anew by now.
  }
}
