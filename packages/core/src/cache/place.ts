import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { sawFile } from '../loading/index.js';

/**
 * The folder of the cache: `node_modules/.cache/sts` of the project, which is the nearest folder with a package.json
 * from the configuration upward, else the configuration's own. `undefined` when there is to be none.
 */
export function cacheFolder(cache: boolean | string, projectDir: string): string | undefined {
  if (cache === false) return undefined;
  if (typeof cache === 'string') return resolve(projectDir, cache);
  return join(projectFolder(projectDir), 'node_modules', '.cache', 'sts');
}

/** The nearest folder with a package.json from a folder upward, else that folder itself. */
export function projectFolder(from: string): string {
  return packageFolder(from) ?? from;
}

function packageFolder(from: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    sawFile(file);
    if (existsSync(file)) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
