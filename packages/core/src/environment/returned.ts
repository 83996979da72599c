import type * as DotenvModule from 'dotenv';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { debug, nodeRequire } from '../loading/index.js';
import type { MutableEnv } from './layers.js';

/** Variables that are to stay out of an environment, and the folders whose `.env*` files may bring them back. */
export interface Unwanted {
  remove: string[];
  folders: string[];
}

/**
 * Takes out again what was taken out for the role's sake and a `.env` file has brought back since: whoever loads one
 * (dotenv in a setup file, or in the code under test) finds that the variable is missing, and the AWS SDK prefers
 * `AWS_PROFILE` to keys. A value that stands in no `.env` file is the test code's own, and stays.
 * @param unwanted its files are read only when such a variable is there
 * @returns the names that were taken out
 */
export function removeReturned(env: MutableEnv, { remove, folders }: Unwanted): string[] {
  const present = remove.filter((name) => env[name] !== undefined);
  if (present.length === 0) return [];
  const files = [...new Set(folders)].flatMap((folder) => dotenvFilesIn(folder)).map((file) => valuesIn(file));
  const returned = present.filter((name) => files.some((values) => values[name] === env[name]));
  for (const name of returned) {
    delete env[name];
    debug(`${name} was set again by a .env file; it is left out of the environment of the tests`);
  }
  return returned;
}

function dotenvFilesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.startsWith('.env'))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Of what cannot be read nobody has loaded anything. */
function valuesIn(file: string): Record<string, string> {
  try {
    return (nodeRequire('dotenv') as typeof DotenvModule).parse(readFileSync(file));
  } catch {
    return {};
  }
}
