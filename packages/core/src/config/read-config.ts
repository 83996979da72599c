import path from 'node:path';
import { StsError } from '../errors/index.js';
import { isObject } from '../options/index.js';
import { awaitedExportsOf } from './awaited.js';
import { isCode, type Loading } from './code.js';
import { type CheckedFiles, readDataFile } from './read-file.js';

/** A Serverless configuration as read: variables are not resolved. */
export interface Config {
  /** Absolute path. */
  file: string;
  /** Its name, for messages. */
  name: string;
  /** The service's folder, absolute. */
  dir: string;
  content: Record<string, unknown>;
}

/**
 * Reads the configuration: YAML or JSON, or what a program exports (an object, or a promise of one).
 * @throws `STS_CONFIG_UNREADABLE`, `STS_CONFIG_INVALID`, `STS_CONFIG_NOT_FOUND`, and `Pending` for a program that has
 * to be waited for
 */
export function readConfig(file: string, loading: Loading, checked: CheckedFiles = NOTHING_CHECKED): Config {
  const name = path.basename(file);
  const content = isCode(file) ? readProgram(file, loading) : readData(file, checked);
  if (isObject(content)) return { file, name, dir: path.dirname(file), content };
  throw new StsError({
    code: 'STS_CONFIG_INVALID',
    message: `${file} ${isCode(file) ? 'exports' : 'holds'} ${describe(content)} where a service should be described.`,
    hint:
      typeof content === 'function'
        ? 'Serverless takes an object, or a promise of one: call the function where it is exported.'
        : 'It begins with keys such as service:, provider: and functions:.',
  });
}

/** Every file is checked, and nothing kept of it. */
const NOTHING_CHECKED: CheckedFiles = { state: () => undefined, note: () => undefined };

function readData(file: string, checked: CheckedFiles): unknown {
  if (!/\.(?:ya?ml|json)$/.test(file)) {
    throw new StsError({
      code: 'STS_CONFIG_INVALID',
      message: `${file} is of no kind that Serverless reads.`,
      hint: 'It ends in .yml, .yaml, .json, .js, .mjs, .cjs or .ts.',
    });
  }
  const found = readDataFile(file, checked);
  if (found === undefined) throw gone(file);
  return found.content;
}

/** Passed through JSON once, as Serverless does. */
function readProgram(file: string, loading: Loading): unknown {
  const program = awaitedExportsOf(file, loading);
  if (program === undefined) throw gone(file);
  const content = loading.lookups.need(program);
  if (typeof content !== 'object' || content === null) return content;
  try {
    return JSON.parse(JSON.stringify(content)) as unknown;
  } catch (error) {
    throw new StsError({
      code: 'STS_CONFIG_INVALID',
      message: `${file} exports what JSON cannot hold: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`,
      hint: 'Export plain values: an object that holds itself, or a big number, is none.',
    });
  }
}

function gone(file: string): StsError {
  return new StsError({ code: 'STS_CONFIG_NOT_FOUND', message: `${file} has gone.`, hint: 'It was there a moment ago: try again.' });
}

function describe(content: unknown): string {
  if (content === undefined || content === null) return 'nothing';
  return Array.isArray(content) ? 'a list' : `a ${typeof content}`;
}
