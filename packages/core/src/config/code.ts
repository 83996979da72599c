import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { StsError, toCause } from '../errors/index.js';
import { modules, unsure } from '../loading/index.js';
import type { Lookups, Question } from '../lookups/index.js';
import { kindOf } from './find-file.js';
import { quieten } from './thenable.js';
import { readTypeScript } from './typescript.js';

type NoteFile = (file: string) => void;

/** What the loading of a program takes. */
export interface Loading {
  lookups: Lookups;
  /** Takes note of a file that is loaded for it. */
  noteFile: NoteFile;
}

/** What a program exports. */
export interface Exports {
  /** As it is: a value, a promise or a function. */
  content: unknown;
  /** Takes what the program has loaded out of Node's memory again; to be called when all that it does is over. */
  forget: () => void;
}

/** Whether a file is a program that `exportsOf` loads, by its ending. */
export function isCode(file: string): boolean {
  return /\.(?:[cm]?js|m?ts)$/.test(file);
}

/**
 * What a JavaScript or TypeScript file exports; `undefined` where there is none. The program runs once for an answer and
 * anew for the next, and its CommonJS modules do not stay loaded, so that a change counts at once; what the process had
 * loaded before is left alone.
 *
 * @throws `STS_CONFIG_UNREADABLE` for what is not a file; answers throw `STS_CONFIG_INVALID` when the program fails
 */
export function exportsOf(file: string, { lookups, noteFile }: Loading): Question<Exports> | undefined {
  if (kindOf(file) === 'none') return undefined;
  // A program may do anything.
  unsure();
  if (kindOf(file) !== 'file' && !statSync(file).isDirectory()) {
    throw new StsError({
      code: 'STS_CONFIG_UNREADABLE',
      message: `${file} is not a regular file.`,
      hint: 'It must be a regular file that this user may read.',
    });
  }
  return {
    key: `exports ${file}`,
    what: `what ${file} exports`,
    known: () => {
      const loaded = lookups.once(`exports ${file}`, () => loadAtOnce(file, noteFile));
      return loaded && { value: loaded };
    },
    ask: async () => lookups.once(`exports ${file}`, () => loadAtOnce(file, noteFile)) ?? loadWaiting(file, noteFile),
  };
}

function loadAtOnce(file: string, noteFile: NoteFile): Exports | undefined {
  if (file.endsWith('.mjs') || isEsModule(file)) return undefined;
  try {
    return quietly(/\.m?ts$/.test(file) ? { content: readTypeScript(file).now(), forget: nothing } : requireAnew(file, noteFile));
  } catch (error) {
    if (mustWait(error)) return undefined;
    throw failed(file, error);
  }
}

async function loadWaiting(file: string, noteFile: NoteFile): Promise<Exports> {
  try {
    const content = /\.m?ts$/.test(file) ? await readTypeScript(file).later() : await importAnew(file, noteFile);
    return quietly({ content, forget: nothing });
  } catch (error) {
    throw failed(file, error);
  }
}

/** What it promises may fail before anybody waits for it, or where nobody will. */
function quietly(exports: Exports): Exports {
  quieten(exports.content);
  return exports;
}

function nothing(): void {
  // There is nothing to be forgotten.
}

function requireAnew(file: string, noteFile: NoteFile): Exports {
  const require = modules().createRequire(file);
  const before = new Set(Object.keys(require.cache));
  let entry: NodeJS.Module | undefined;
  const forget = (): void => forgetModules(require, entry, before).forEach(noteFile);
  try {
    const content = require(file) as unknown;
    entry = require.cache[require.resolve(file)];
    // An ES module after all, which a newer Node loads all the same.
    return { content: isNamespace(content) ? content.default : content, forget };
  } finally {
    forget();
    if (entry === undefined) forgetNew(require, before);
  }
}

/** The modules that a program has loaded up to now, by whom it loaded them; those that were there before stay. */
function forgetModules(require: NodeJS.Require, entry: NodeJS.Module | undefined, before: ReadonlySet<string>): string[] {
  const open = entry === undefined ? [] : [entry];
  const seen = new Set<NodeJS.Module>();
  for (let module = open.pop(); module !== undefined; module = open.pop()) {
    if (seen.has(module) || before.has(module.id) || isLibrary(module.id)) continue;
    seen.add(module);
    open.push(...module.children);
    if (require.cache[module.id] === module) delete require.cache[module.id];
  }
  return [...seen].map(({ id }) => id);
}

/** A program that failed has no entry to begin with. */
function forgetNew(require: NodeJS.Require, before: ReadonlySet<string>): void {
  for (const id of Object.keys(require.cache)) if (!before.has(id) && !isLibrary(id)) delete require.cache[id];
}

function isLibrary(file: string): boolean {
  return file.includes(`${path.sep}node_modules${path.sep}`);
}

async function importAnew(file: string, noteFile: NoteFile): Promise<unknown> {
  const url = pathToFileURL(file);
  url.searchParams.set('changed', String(statSync(file).mtimeMs));
  try {
    return ((await import(url.href)) as { default?: unknown }).default;
  } catch (error) {
    // Within a Jest test there is no import; newer versions of Node can require an ES module.
    if (codeOf(error)?.startsWith('ERR_VM_DYNAMIC_IMPORT') !== true) throw error;
    return requireAnew(file, noteFile).content;
  }
}

/** A `.js` file that the nearest `package.json` makes an ES module. */
function isEsModule(file: string): boolean {
  if (path.extname(file) !== '.js') return false;
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (kindOf(manifest) === 'file') return /"type"\s*:\s*"module"/.test(readFileSync(manifest, 'utf8'));
    if (path.dirname(folder) === folder) return false;
  }
}

function isNamespace(value: unknown): value is { default?: unknown } {
  return Object.prototype.toString.call(value) === '[object Module]';
}

/** An ES module, where `require` cannot load one, or a program that waits at its top level. */
function mustWait(error: unknown): boolean {
  if (['ERR_REQUIRE_ESM', 'ERR_REQUIRE_ASYNC_MODULE'].includes(codeOf(error) ?? '')) return true;
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  return name === 'SyntaxError' && /\bawait\b/.test(String(message));
}

/** The error of a program that failed. */
export function failed(file: string, error: unknown): StsError {
  const cause = toCause(error);
  return new StsError({
    code: 'STS_CONFIG_INVALID',
    message: `${file} fails when it is run: ${cause.message}`,
    hint: `Try it alone: node ${JSON.stringify(file)}`,
    cause,
  });
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
