import { readFileSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { load, YAMLException } from 'js-yaml';
import { StsError, toCause } from '../errors/index.js';
import { fileState, sawFile } from '../loading/index.js';
import { cloudFormationSchema } from './cloudformation-schema.js';
import { readSections } from './sections.js';

/** Far above any real configuration, and small enough to read and parse at once. */
const MAX_BYTES = 8 * 1024 * 1024;

/** Which states of files are known to be well-formed. */
export interface CheckedFiles {
  state: (file: string) => string | undefined;
  note: (file: string, state: string) => void;
}

/**
 * Reads a file as Serverless does, by its ending: YAML, JSON (`.tfstate` too), anything else as text.
 * @param checked given where the values of YAML's keys may be parsed when they are first used
 * @returns the content, or `undefined` when there is no such file
 * @throws `STS_CONFIG_UNREADABLE`, `STS_CONFIG_INVALID` (with line and column)
 */
export function readDataFile(file: string, checked?: CheckedFiles): { content: unknown } | undefined {
  switch (path.extname(file)) {
    case '.yml':
    case '.yaml':
      return checked === undefined ? mapText(file, parseYaml) : readLazily(file, checked);
    case '.json':
    case '.tfstate':
      return mapText(file, parseJson);
    default:
      return mapText(file, (text) => text);
  }
}

function mapText(file: string, parse: (text: string, file: string) => unknown): { content: unknown } | undefined {
  const text = readTextFile(file);
  return text === undefined ? undefined : { content: parse(text, file) };
}

/** The text of a regular file of a bounded size; `undefined` when there is no such file. */
export function readTextFile(file: string): string | undefined {
  const stats = statsOf(file);
  if (stats === undefined) return undefined;
  // A FIFO would block for ever, a folder fails with less to go by.
  if (!stats.isFile()) throw unreadable(file, `is ${stats.isDirectory() ? 'a folder' : 'not a regular file'}`);
  if (stats.size > MAX_BYTES) throw unreadable(file, `has ${stats.size} bytes; the limit is ${MAX_BYTES}`);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, 'cannot be read', error);
  }
}

function statsOf(file: string): Stats | undefined {
  sawFile(file);
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    throw unreadable(file, 'cannot be read', error);
  }
}

/** A small file is parsed sooner than it is cut. */
const LARGE = 10_000;

function readLazily(file: string, checked: CheckedFiles): { content: unknown } | undefined {
  // Before it is read: what changes in between has another state.
  const state = stateOf(file);
  const text = readTextFile(file);
  if (text === undefined) return undefined;
  if (text.length < LARGE) return { content: parseYaml(text, file) };
  const parse = (part: string): unknown => load(part, { schema: cloudFormationSchema() });
  const isKnownFine = checked.state(file) === state;
  const noteFine = (): void => {
    if (!isKnownFine) checked.note(file, state);
  };
  return { content: readSections(text, parse, { isKnownFine, noteFine }) ?? parseYaml(text, file) };
}

/** The rules by which a text is found to be fine. */
const RULES = 1;

function stateOf(file: string): string {
  return `${RULES} ${fileState(file).text}`;
}

function parseYaml(text: string, file: string): unknown {
  try {
    return load(text, { filename: file, schema: cloudFormationSchema() });
  } catch (error) {
    // No snippet: the lines around a mistake may hold what nobody should see.
    const mark = error instanceof YAMLException ? error.mark : undefined;
    const where = mark === undefined ? file : `${file}:${mark.line + 1}:${mark.column + 1}`;
    const reason = error instanceof YAMLException ? error.reason : 'cannot be parsed';
    throw invalid(where, `is not well-formed YAML: ${reason}`, hintForYaml(reason));
  }
}

function hintForYaml(reason: string): string {
  if (reason.includes('unknown tag'))
    return 'Only the short forms of CloudFormation functions are known: !Ref, !GetAtt, !Sub, !Join, !ImportValue, …';
  return 'Mend the line; the column counts from 1.';
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const byteOrderMark = text.startsWith('\uFEFF');
    const where = `${file}:${lineAndColumn(text, firstWrong(text))}`;
    const hint = byteOrderMark
      ? 'It begins with a byte order mark: save it without.'
      : 'Mend the place; JSON has no comments and no trailing commas.';
    throw invalid(where, 'is not well-formed JSON', hint);
  }
}

/** Where JSON goes wrong, which Node's own message does not always tell: behind the longest beginning that may go on. */
function firstWrong(text: string): number {
  if (mayGoOn(text)) return text.length;
  let good = 0;
  for (let bad = text.length; bad - good > 1;) {
    const middle = Math.floor((good + bad) / 2);
    if (mayGoOn(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function mayGoOn(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return true;
  } catch (error) {
    const message = String(error);
    return /end of JSON input|Unterminated string/.test(message) || Number(/ at position (\d+)/.exec(message)?.[1]) >= beginning.length;
  }
}

function lineAndColumn(text: string, position: number): string {
  const before = text.slice(0, position).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

function unreadable(file: string, why: string, cause?: unknown): StsError {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return new StsError({
    code: 'STS_CONFIG_UNREADABLE',
    message: `${file} ${why}${code === undefined ? '' : ` (${code})`}.`,
    hint: 'It must be a regular file that this user may read.',
    ...(cause === undefined ? {} : { cause: toCause(cause) }),
  });
}

function invalid(where: string, why: string, hint: string): StsError {
  return new StsError({ code: 'STS_CONFIG_INVALID', message: `${where} ${why}.`, hint });
}
