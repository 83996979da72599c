import type * as Jiti from 'jiti';
import { nodeRequire } from '../loading/index.js';

/**
 * What a TypeScript file exports. Through jiti, on every version of Node alike: enums, imports without an ending and the
 * paths of a `tsconfig.json` work, as they do in Serverless, and Node's own stripping of types knows none of them.
 */
export function readTypeScript(file: string): { now: () => unknown; later: () => Promise<unknown> } {
  const { createJiti } = nodeRequire('jiti') as typeof Jiti;
  // Nothing is written anywhere, and nothing remembered.
  const jiti = createJiti(file, { fsCache: false, moduleCache: false, tsconfigPaths: true, interopDefault: false });
  return {
    now: () => unwrapped(jiti(file)),
    later: async () => unwrapped(await jiti.import(file)),
  };
}

function unwrapped(content: unknown): unknown {
  const { default: standard } = (content ?? {}) as { default?: unknown };
  return standard || content;
}
