import { isAbsolute, join, relative, sep } from 'node:path';
import { isStsError } from '../errors/index.js';
import { debug, os } from '../loading/index.js';
import type { Env } from '../source/index.js';
import { ensureFolder, statsOf } from './private-files.js';

/**
 * The user's own folder for what shall be gone at the next boot: `sts` in `XDG_RUNTIME_DIR`, else a folder of the user's
 * own in the temporary folder. `undefined` where neither is safe, or where it would lie in the project: what is copied
 * with the project must not be found there.
 */
export function runtimeFolder(env: Env, projectDir: string): string | undefined {
  for (const folder of candidates(env)) {
    if (isWithin(folder, projectDir)) debug(`no key for the cache in ${folder}: it is in the project`);
    else if (isUsable(folder)) return folder;
  }
  return undefined;
}

function candidates(env: Env): string[] {
  const runtime = env['XDG_RUNTIME_DIR'];
  const temporary = temporaryFolder(env);
  return [
    ...(runtime !== undefined && isAbsolute(runtime) && statsOf(runtime) !== undefined ? [join(runtime, 'sts')] : []),
    ...(temporary === undefined ? [] : [join(temporary, `sts-${userName()}`)]),
  ];
}

/** As `os.tmpdir()`, of the environment that is meant. */
function temporaryFolder(env: Env): string | undefined {
  const named = env['TMPDIR'] || env['TMP'] || env['TEMP'];
  const folder = named && isAbsolute(named) ? named : process.platform === 'win32' ? os().tmpdir() : '/tmp';
  return statsOf(folder) === undefined ? undefined : folder;
}

/** Windows has no user ids; there the temporary folder is the user's own already. */
function userName(): string {
  return String(
    process.getuid?.() ??
      os()
        .userInfo()
        .username.replaceAll(/[^\w.-]/g, '_'),
  );
}

function isUsable(folder: string): boolean {
  try {
    if (ensureFolder(folder)) return true;
    debug(`no key for the cache in ${folder}: it cannot be made`);
  } catch (error) {
    // Somebody else may have made it first, where all may write.
    if (!isStsError(error, 'STS_CACHE_UNSAFE')) throw error;
    debug(`no key for the cache in ${folder}: ${error.message}`);
  }
  return false;
}

function isWithin(folder: string, projectDir: string): boolean {
  const way = relative(projectDir, folder);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
}
