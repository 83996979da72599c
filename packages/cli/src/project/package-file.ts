import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { StsError } from '@sts/core/runner';

/** A package.json, as far as it says something about tests. */
export interface PackageFile {
  file: string;
  dir: string;
  text: string;
  scripts: Readonly<Record<string, string>>;
  /** Names of what it depends on, of any kind. */
  dependencies: ReadonlySet<string>;
  /** Whatever stands under a key. */
  value: (key: string) => unknown;
}

/**
 * The nearest package.json from a folder upward.
 * @throws `STS_SETUP_UNSURE` for one that is no JSON object
 */
export function findPackageFile(from: string): PackageFile | undefined {
  for (let dir = path.resolve(from); ; dir = path.dirname(dir)) {
    const file = path.join(dir, 'package.json');
    if (existsSync(file)) return read(file, dir);
    if (path.dirname(dir) === dir) return undefined;
  }
}

function read(file: string, dir: string): PackageFile {
  const text = readFileSync(file, 'utf8');
  const content = parsed(text.replace(/^\uFEFF/, ''));
  if (content === undefined) {
    throw new StsError({ code: 'STS_SETUP_UNSURE', message: `${file} is not a JSON object.`, hint: 'Mend it first; nothing was changed.' });
  }
  const dependencies = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].flatMap((key) =>
    Object.keys(textsOf(content[key])),
  );
  return { file, dir, text, scripts: textsOf(content['scripts']), dependencies: new Set(dependencies), value: (key) => content[key] };
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function textsOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
