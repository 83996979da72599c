import type * as DotenvModule from 'dotenv';
import type * as DotenvExpand from 'dotenv-expand';
import path from 'node:path';
import { StsError } from '../errors/index.js';
import { nodeRequire } from '../loading/index.js';
import { kindOf } from './find-file.js';
import { readTextFile } from './read-file.js';

type Env = Readonly<Record<string, string | undefined>>;

/** What the `.env` files of a service add to an environment. */
export interface Dotenv {
  /** The files that were read, absolute. */
  files: string[];
  /** The environment with what they add, expanded; what was set before stays, unless it was empty. */
  env: Env;
  /** The names whose values come from the files. */
  names: string[];
}

/** The `.env` files that there are for a stage, the first of which has the say. */
export function dotenvFiles(dir: string, stage: string): string[] {
  return [`.env.${stage}`, '.env'].map((name) => path.join(dir, name)).filter((file) => kindOf(file) !== 'none');
}

/**
 * Reads `.env` files as Serverless does, with the libraries that it uses: of osls and version 3 the first file that there
 * is, of version 4 both.
 * @throws `STS_CONFIG_UNREADABLE`
 */
export function readDotenv(files: readonly string[], env: Env): Dotenv {
  const dotenv = nodeRequire('dotenv') as typeof DotenvModule;
  const { expand } = nodeRequire('dotenv-expand') as typeof DotenvExpand;
  const parsed: Record<string, string> = {};
  for (const file of files) dotenv.populate(parsed, dotenv.parse(textOf(file)));
  const copy = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)) as Record<string, string>;
  dotenv.populate(copy, parsed);
  checkSize(parsed, copy, files);
  expand({ processEnv: copy, parsed });
  return { files: [...files], env: copy, names: Object.keys(parsed).filter((name) => !env[name]) };
}

/** Far above what any environment can hold. */
const MAX_CHARACTERS = 4 * 1024 * 1024;
const REFERENCE = /\$\{([^{}:+-]+)[^{}]*\}|\$([A-Za-z_]\w*)/g;

/** Values that repeat each other double with every line, and the library goes on for ever: no value may come that far. */
function checkSize(parsed: Readonly<Record<string, string>>, env: Env, files: readonly string[]): void {
  const sizes = new Map<string, number>();
  let whole = 0;
  for (const [name, value] of Object.entries(parsed)) {
    let size = value.length;
    for (const [, braced, bare] of value.matchAll(REFERENCE)) {
      const other = braced ?? bare ?? '';
      size += sizes.get(other) ?? env[other]?.length ?? 0;
    }
    sizes.set(name, size);
    whole += size;
    if (whole <= MAX_CHARACTERS) continue;
    throw new StsError({
      code: 'STS_CONFIG_INVALID',
      message: `${files.join(' and ')} would make more than ${MAX_CHARACTERS} characters of environment, with ${name}.`,
      hint: 'Look for values that repeat each other.',
    });
  }
}

function textOf(file: string): string {
  const text = readTextFile(file);
  if (text !== undefined) return text;
  throw new StsError({ code: 'STS_CONFIG_UNREADABLE', message: `${file} has gone.`, hint: 'It was there a moment ago: try again.' });
}
