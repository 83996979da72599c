import { readdirSync } from 'node:fs';
import { type Config, dotenvFiles, frameworkMajor, readDotenv } from '../config/index.js';
import { isStsError, StsError } from '../errors/index.js';
import { sawNames } from '../loading/index.js';
import { Pending } from '../lookups/index.js';
import type { Env } from '../source/index.js';
import type { Resolver } from '../variables/index.js';

/** Far below where roles stand. */
const DEEPEST = 8;

/** What has to be resolved before the files can be chosen: with the environment as it is. */
interface Questions {
  /** The value of `useDotenv`, and the stage; asked in this order, and only when there are such files at all. */
  value: (key: string) => unknown;
  stage: () => string;
  /** The names of the environment that were asked for so far and are not set. */
  missing: () => readonly string[];
}

/**
 * The environment with the service's `.env` files in it, by the rules of the Serverless in use.
 * @throws `STS_CONFIG_INVALID` when what chooses the files depends on what is in them
 */
export function withDotenv(config: Config | undefined, env: Env, { value, stage, missing }: Questions): { env: Env; files: string[] } {
  const unchanged = { env, files: [] };
  if (config === undefined || !mayHaveFiles(config.dir)) return unchanged;
  const major = frameworkMajor(config.dir, value('frameworkVersion'));
  const setting = value('useDotenv');
  if (major === 3 ? !setting : setting === false) return unchanged;
  const files = dotenvFiles(config.dir, stage());
  const used = major === 3 ? files.slice(0, 1) : files;
  if (used.length === 0) return unchanged;
  const dotenv = readDotenv(used, env);
  const conflict = dotenv.names.find((name) => missing().includes(name) && dotenv.env[name]);
  if (conflict === undefined) return dotenv;
  throw new StsError({
    code: 'STS_CONFIG_INVALID',
    message: `\${env:${conflict}} decides about the stage or useDotenv in ${config.name}, and is set only in ${used.join(' or ')}, which they choose.`,
    hint: 'Serverless refuses that too: set the variable in the environment, or the stage with STS_STAGE.',
  });
}

/** What Serverless resolves before it reads the files. */
const FIRST = [['provider', 'name'], ['provider', 'stage'], ['useDotenv']];

/**
 * What the stage depends on is resolved before the files are read, and with it all that comes out of a variable on the way
 * (`provider: ${file(provider.yml)}`): what is set to nothing stays nothing there. The resolver remembers what it has
 * resolved.
 *
 * @param env what the resolver reads from; the same afterwards as before
 */
export function resolveBeforeDotenv(resolver: Resolver, env: Record<string, string | undefined>, before: Env): void {
  const overridden = Object.keys(env).filter((name) => before[name] === '' && env[name] !== '');
  if (overridden.length === 0) return;
  const after = overridden.map((name) => [name, env[name]] as const);
  for (const name of overridden) env[name] = '';
  try {
    for (const keys of FIRST) resolveWhatCanBe(resolver, keys);
    for (const keys of resolver.opened()) resolveWhatCanBe(resolver, keys);
  } finally {
    for (const [name, value] of after) env[name] = value;
  }
}

function resolveWhatCanBe(resolver: Resolver, keys: readonly string[]): void {
  if (keys.length > DEEPEST) return;
  try {
    const value = resolver.value(keys);
    if (typeof value === 'object' && value !== null) for (const key of Object.keys(value)) resolveWhatCanBe(resolver, [...keys, key]);
  } catch (error) {
    // What has no value yet is resolved later, or told where it is needed; what AWS is to be asked for is not there yet.
    const isLater = isStsError(error) || (error instanceof Pending && error.question.asks !== undefined);
    if (!isLater) throw error;
  }
}

function mayHaveFiles(dir: string): boolean {
  sawNames(dir, '.env');
  try {
    return readdirSync(dir).some((name) => name === '.env' || name.startsWith('.env.'));
  } catch {
    return false;
  }
}
