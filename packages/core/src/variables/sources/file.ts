import path from 'node:path';
import { StsError } from '../../errors/index.js';
import type { VariableSource } from '../source-context.js';

/** Reads a file by its ending; `undefined` when it does not exist. */
type ReadFile = (file: string) => { content: unknown } | undefined;

/** `${file(path):a.b}`: the path is from the service's folder and may leave it. */
export function fileSource(serviceDir: string, read: ReadFile): VariableSource {
  return (request, { find }) => {
    const given = request.params?.[0];
    if (given === undefined || given === null || given === '' || typeof given === 'object') {
      throw new StsError({
        code: 'STS_VARIABLE_INVALID',
        message: `${request.text} in ${request.at} names no file.`,
        hint: 'Write ${file(path/to/file.yml):key}.',
      });
    }
    const file = path.resolve(serviceDir, String(given));
    const { address } = request;
    const keys = address === undefined || address === null || address === '' ? [] : String(address).split('.');
    const found = read(file);
    if (found === undefined) return undefined;
    if (found.content === undefined && keys.length === 0) {
      throw new StsError({
        code: 'STS_VARIABLE_UNRESOLVED',
        message: `${request.text} in ${request.at}: ${String(given)} is empty.`,
        hint: 'Serverless refuses an empty file too: put a value into it, or name a key with a fallback.',
      });
    }
    return find(keys, { raw: found.content, id: `file(${String(given)})` });
  };
}
