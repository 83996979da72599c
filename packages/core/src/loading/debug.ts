import type * as Util from 'node:util';
import { nodeRequire } from './node-require.js';

let log: ((text: string) => void) | undefined;

/** Writes a line to the standard error output with `NODE_DEBUG=sts`, Node's own switch; nothing secret may be in it. */
export function debug(text: string): void {
  log ??= (nodeRequire('node:util') as typeof Util).debuglog('sts');
  log(text);
}
