import { statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { StsError, toCause } from '../errors/index.js';
import { modules } from '../loading/index.js';
import type { Question } from '../lookups/index.js';
import { readTypeScript } from './typescript.js';

/** What a program exports, as it is: a value, a promise or a function. */
interface Exports {
  content: unknown;
}

/** The endings of programs that `exportsOf` loads. */
export function isCode(file: string): boolean {
  return /\.(?:[cm]?js|m?ts)$/.test(file);
}

/**
 * What a JavaScript or TypeScript file exports. The program runs anew for every question, and nothing of it stays
 * loaded, so that a change counts at once; what the process had loaded before is left alone.
 *
 * Answers throw `STS_CONFIG_INVALID` when the program fails.
 */
export function exportsOf(file: string): Question<Exports> {
  let loaded: Exports | undefined;
  return {
    key: `exports ${file}`,
    what: `what ${file} exports`,
    known: () => {
      loaded = loadAtOnce(file);
      return loaded && { value: loaded };
    },
    ask: async () => loaded ?? loadWaiting(file),
  };
}

/** The same for a program that exports what is meant, or a promise of it. */
export function awaitedExportsOf(file: string): Question<unknown> {
  const program = exportsOf(file);
  return {
    key: `awaited exports ${file}`,
    what: program.what,
    known: () => {
      const loaded = program.known?.();
      return loaded === undefined || isThenable(loaded.value.content) ? undefined : { value: loaded.value.content };
    },
    ask: async (tools) => {
      const { content } = await program.ask(tools);
      return Promise.resolve(content).catch((error: unknown) => {
        throw failed(file, error);
      });
    },
  };
}

/** Whether it has to be awaited. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

function loadAtOnce(file: string): Exports | undefined {
  if (file.endsWith('.mjs')) return undefined;
  try {
    if (/\.m?ts$/.test(file)) return { content: readTypeScript(file).now() };
    const content = requireAnew(file);
    // Node keeps ES modules for good; as an import it can be had anew.
    return isNamespace(content) ? undefined : { content };
  } catch (error) {
    if (mustWait(error)) return undefined;
    throw failed(file, error);
  }
}

async function loadWaiting(file: string): Promise<Exports> {
  try {
    if (/\.m?ts$/.test(file)) return { content: await readTypeScript(file).later() };
    return { content: await importAnew(file) };
  } catch (error) {
    throw failed(file, error);
  }
}

function requireAnew(file: string): unknown {
  const require = modules().createRequire(file);
  const before = new Set(Object.keys(require.cache));
  try {
    return require(file) as unknown;
  } finally {
    for (const id of Object.keys(require.cache)) {
      if (!before.has(id) && !id.includes(`${path.sep}node_modules${path.sep}`)) delete require.cache[id];
    }
  }
}

async function importAnew(file: string): Promise<unknown> {
  const url = pathToFileURL(file);
  url.searchParams.set('changed', String(statSync(file).mtimeMs));
  try {
    return ((await import(url.href)) as { default?: unknown }).default;
  } catch (error) {
    // Within a Jest test there is no import; newer versions of Node can require an ES module.
    if (codeOf(error)?.startsWith('ERR_VM_DYNAMIC_IMPORT') !== true) throw error;
    const namespace = requireAnew(file);
    return isNamespace(namespace) ? namespace.default : namespace;
  }
}

function isNamespace(value: unknown): value is { default?: unknown } {
  return Object.prototype.toString.call(value) === '[object Module]';
}

/** An ES module, where `require` cannot load one, or one that waits. */
function mustWait(error: unknown): boolean {
  return ['ERR_REQUIRE_ESM', 'ERR_REQUIRE_ASYNC_MODULE'].includes(codeOf(error) ?? '');
}

function failed(file: string, error: unknown): StsError {
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
