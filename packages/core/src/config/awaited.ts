import type { Question } from '../lookups/index.js';
import { exportsOf, failed, type Loading } from './code.js';
import { isThenable } from './thenable.js';

/** What a program exports, or the promise that it exports leads to; `undefined` where there is no such file. */
export function awaitedExportsOf(file: string, loading: Loading): Question<unknown> | undefined {
  const program = exportsOf(file, loading);
  return (
    program && {
      key: `awaited exports ${file}`,
      what: program.what,
      known: () => {
        const loaded = program.known?.();
        return loaded === undefined || isThenable(loaded.value.content) ? undefined : { value: loaded.value.content };
      },
      ask: async (tools) => {
        const { content, forget } = await program.ask(tools);
        try {
          return await content;
        } catch (error) {
          throw failed(file, error);
        } finally {
          forget();
        }
      },
    }
  );
}
