import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * The folder of the cache: `node_modules/.cache/sts` of the project, which is the nearest folder with a package.json
 * from the configuration upward, else the configuration's own. `undefined` when there is to be none.
 */
export function cacheFolder(cache: boolean | string, projectDir: string): string | undefined {
  if (cache === false) return undefined;
  if (typeof cache === 'string') return path.resolve(projectDir, cache);
  return path.join(projectFolder(projectDir), 'node_modules', '.cache', 'sts');
}

/** The nearest folder with a package.json from a folder upward, else that folder itself. */
export function projectFolder(from: string): string {
  return packageFolder(from) ?? from;
}

function packageFolder(from: string): string | undefined {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) return folder;
    if (path.dirname(folder) === folder) return undefined;
  }
}
