import { type Exports, isThenable } from '../../config/index.js';
import { isStsError, StsError, toCause } from '../../errors/index.js';
import type { AskTools, Question } from '../../lookups/index.js';
import type { SourceTools } from '../source-context.js';

interface Run {
  program: Question<Exports>;
  /** Absolute. */
  file: string;
  keys: readonly string[];
  options: Readonly<Record<string, string>>;
  tools: SourceTools;
}

/**
 * The value that a program has under an address, as Serverless gets it: promises are awaited, and the first function on
 * the way is called with `{ options, resolveVariable, resolveConfigurationProperty }`.
 */
export function runProgram(run: Run): Question<unknown> {
  const { program, file, keys, tools } = run;
  return {
    key: JSON.stringify(['program', file, keys]),
    what: keys.length === 0 ? `what ${file} exports` : `${keys.join('.')} of ${file}`,
    known: () => {
      const loaded = program.known?.();
      return loaded === undefined ? undefined : plainValue(loaded.value.content, keys);
    },
    ask: async (asking) => {
      const { content, forget } = await program.ask(asking);
      try {
        return await follow(content, keys, {
          call: (callable) => callable(contextOf(run, asking)),
          resolve: (text) => asking.settle(() => tools.text(text)),
        });
      } catch (error) {
        if (isStsError(error)) throw error;
        throw failed(file, keys, error);
      } finally {
        forget();
      }
    },
  };
}

type Callable = (context: object) => unknown;

/** The value, where it takes neither a promise, a function nor a variable to get there. */
function plainValue(content: unknown, keys: readonly string[]): { value: unknown } | undefined {
  let value = content;
  for (const key of keys) {
    if (typeof value === 'function' || isThenable(value) || hasVariable(value)) return undefined;
    value = step(value, key);
  }
  return typeof value === 'function' || isThenable(value) ? undefined : { value };
}

interface Way {
  call: (callable: Callable) => unknown;
  resolve: (text: string) => unknown;
}

async function follow(content: unknown, keys: readonly string[], { call, resolve }: Way): Promise<unknown> {
  let called = false;
  const settled = async (value: unknown): Promise<unknown> => {
    if (called || typeof value !== 'function') return value;
    called = true;
    return call(value as Callable);
  };
  let value = await settled(await content);
  for (const key of keys) {
    const whole = hasVariable(value) ? await resolve(value) : value;
    value = await settled(await step(whole, key));
  }
  return value;
}

function hasVariable(value: unknown): value is string {
  return typeof value === 'string' && value.includes('${');
}

/** As everywhere: keys of its own only. */
function step(value: unknown, key: string): unknown {
  return value !== null && value !== undefined && Object.hasOwn(Object(value), key) ? (value as Record<string, unknown>)[key] : undefined;
}

function contextOf({ options, tools }: Run, { settle }: AskTools): object {
  return {
    // As on Serverless's command line: what is not given is null.
    options: { stage: null, region: null, ...options },
    resolveVariable: (text: unknown) => settle(() => tools.text(`\${${String(text)}}`)),
    resolveConfigurationProperty: (keys: unknown) => settle(() => tools.whole(Array.isArray(keys) ? keys.map(String) : []) ?? null),
  };
}

function failed(file: string, keys: readonly string[], error: unknown): StsError {
  const cause = toCause(error);
  return new StsError({
    code: 'STS_CONFIG_INVALID',
    message: `${file} fails when ${keys.length === 0 ? 'its function' : keys.join('.')} is resolved: ${cause.message}`,
    hint: 'It gets { options, resolveVariable, resolveConfigurationProperty }, as in Serverless.',
    cause,
  });
}
