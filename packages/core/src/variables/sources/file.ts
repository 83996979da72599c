import path from 'node:path';
import type { Exports } from '../../config/index.js';
import { StsError } from '../../errors/index.js';
import type { Question } from '../../lookups/index.js';
import type { Node } from '../nodes.js';
import type { SourceRequest, VariableSource } from '../source-context.js';
import { runProgram } from './program.js';

/** What the source needs of the room that reads files. */
export interface FileReader {
  /** Reads a file by its ending; `undefined` when it does not exist. */
  data: (file: string) => { content: unknown } | undefined;
  /** What a program exports; `undefined` when it does not exist. */
  program: (file: string) => Question<Exports> | undefined;
}

/** `${file(path):a.b}`: the path is from the service's folder and may leave it. `.js` and `.cjs` are run. */
export function fileSource(serviceDir: string, read: FileReader, options: Readonly<Record<string, string>>): VariableSource {
  return (request, tools) => {
    const given = pathOf(request);
    const file = path.resolve(serviceDir, given);
    const keys = keysOf(request.address);
    const id = `file(${given})`;
    if (/\.c?js$/.test(file)) {
      const program = read.program(file);
      if (program === undefined) return undefined;
      const raw = tools.need(runProgram({ program, file, keys, options, tools }));
      return { raw, id: [id, ...keys].join('.') };
    }
    const found = read.data(file);
    if (found === undefined) return undefined;
    if (found.content === undefined && keys.length === 0) throw empty(request, given);
    return tools.find(keys, { raw: found.content, id } satisfies Node);
  };
}

function pathOf(request: SourceRequest): string {
  const given = request.params?.[0];
  if (given !== undefined && given !== null && given !== '' && typeof given !== 'object') return String(given);
  throw new StsError({
    code: 'STS_VARIABLE_INVALID',
    message: `${request.text} in ${request.at} names no file.`,
    hint: 'Write ${file(path/to/file.yml):key}.',
  });
}

function keysOf(address: unknown): string[] {
  return address === undefined || address === null || address === '' ? [] : String(address).split('.');
}

function empty(request: SourceRequest, given: string): StsError {
  return new StsError({
    code: 'STS_VARIABLE_UNRESOLVED',
    message: `${request.text} in ${request.at}: ${given} is empty.`,
    hint: 'Serverless refuses an empty file too: put a value into it, or name a key with a fallback.',
  });
}
