import { statSync } from 'node:fs';
import path from 'node:path';
import { StsError } from '../errors/index.js';

/** The names of a configuration, in the order in which Serverless looks for them. */
const CONFIG_NAMES: readonly string[] = ['yml', 'yaml', 'json', 'js', 'mjs', 'cjs', 'ts'].map((extension) => `serverless.${extension}`);

/**
 * The absolute path of the configuration: the named one, from `cwd`, or the first that is found in `cwd` or above.
 * @throws `STS_CONFIG_NOT_FOUND`; `STS_CONFIG_UNREADABLE` when the named one is not a file
 */
export function findConfig(cwd: string, named: { file: string; origin: string } | undefined): string {
  if (named !== undefined) return findNamed(cwd, named);
  let folder = path.resolve(cwd);
  for (;;) {
    const name = CONFIG_NAMES.find((candidate) => kindOf(path.join(folder, candidate)) === 'file');
    if (name !== undefined) return path.join(folder, name);
    const parent = path.dirname(folder);
    if (parent === folder) break;
    folder = parent;
  }
  throw new StsError({
    code: 'STS_CONFIG_NOT_FOUND',
    message: `There is no Serverless configuration in ${path.resolve(cwd)} or any folder above it.`,
    hint: [
      `Looked for ${CONFIG_NAMES.join(', ')}.`,
      'Name it, from the same folder, with the option config or in the environment: STS_CONFIG=path/to/serverless.yml',
    ].join('\n'),
  });
}

function findNamed(cwd: string, named: { file: string; origin: string }): string {
  const file = path.resolve(cwd, named.file);
  const kind = kindOf(file);
  if (kind === 'file') return file;
  const found = kind === 'none' ? undefined : 'is not a file';
  throw new StsError({
    code: found === undefined ? 'STS_CONFIG_NOT_FOUND' : 'STS_CONFIG_UNREADABLE',
    message: `The configuration ${named.file} (from ${named.origin}) ${found ?? 'does not exist'}: ${file}`,
    hint: `A relative path starts in ${path.resolve(cwd)}.`,
  });
}

function kindOf(file: string): 'file' | 'other' | 'none' {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    return stats === undefined ? 'none' : stats.isFile() ? 'file' : 'other';
  } catch {
    // A file where a folder should be, or a folder that may not be searched.
    return 'none';
  }
}
