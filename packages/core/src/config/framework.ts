import path from 'node:path';
import { kindOf } from './find-file.js';
import { readTextFile } from './read-file.js';

/**
 * The major version of Serverless whose rules a service follows, where they differ: 4 when `frameworkVersion` or the
 * installed package says so, else 3, whose rules `osls` has kept.
 */
export function frameworkMajor(dir: string, frameworkVersion: unknown): 3 | 4 {
  if (installed(dir, 'osls') !== undefined) return 3;
  const asked = majorOf(frameworkVersion) ?? majorOf(installed(dir, 'serverless'));
  return asked !== undefined && asked >= 4 ? 4 : 3;
}

/** The lowest major version of a range: `^4.2`, `>=3.38`, `4`. */
function majorOf(range: unknown): number | undefined {
  const found = typeof range === 'string' || typeof range === 'number' ? /\d+/.exec(String(range)) : null;
  return found === null ? undefined : Number(found[0]);
}

function installed(dir: string, name: string): string | undefined {
  for (let folder = dir; ; folder = path.dirname(folder)) {
    const file = path.join(folder, 'node_modules', name, 'package.json');
    if (kindOf(file) !== 'none') return versionIn(file);
    if (path.dirname(folder) === folder) return undefined;
  }
}

function versionIn(file: string): string {
  try {
    const { version } = JSON.parse(readTextFile(file) ?? '{}') as { version?: unknown };
    return String(version);
  } catch {
    return 'unknown';
  }
}
