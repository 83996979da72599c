import type * as ChildProcess from 'node:child_process';
import type * as Crypto from 'node:crypto';
import type * as Modules from 'node:module';
import type * as Os from 'node:os';
import type * as Timers from 'node:timers/promises';
import { nodeRequire } from './node-require.js';

// Node's heavier modules cost milliseconds each, and most starts need none of them: they are loaded when first used.

let loadedCrypto: typeof Crypto | undefined;

/** `node:crypto`. */
export function crypto(): typeof Crypto {
  return (loadedCrypto ??= nodeRequire('node:crypto') as typeof Crypto);
}

/** `node:child_process`. */
export function childProcess(): typeof ChildProcess {
  return nodeRequire('node:child_process') as typeof ChildProcess;
}

/** `node:os`. */
export function os(): typeof Os {
  return nodeRequire('node:os') as typeof Os;
}

/** `node:timers/promises`. */
export function timers(): typeof Timers {
  return nodeRequire('node:timers/promises') as typeof Timers;
}

/** Node's own `node:module`, also within a Jest test, whose `require` is Jest's. */
export function modules(): typeof Modules {
  const process_ = process as { getBuiltinModule?: (name: string) => unknown };
  return (process_.getBuiltinModule?.('node:module') ?? nodeRequire('node:module')) as typeof Modules;
}
