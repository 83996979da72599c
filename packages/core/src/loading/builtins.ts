import type * as ChildProcess from 'node:child_process';
import type * as Crypto from 'node:crypto';
import { createRequire } from 'node:module';
import type * as Timers from 'node:timers/promises';

// Node's heavier modules cost milliseconds each, and most starts need none of them: they are loaded when first used.
const load: NodeJS.Require = createRequire(__filename);

/** `node:crypto`. */
export function crypto(): typeof Crypto {
  return load('node:crypto') as typeof Crypto;
}

/** `node:child_process`. */
export function childProcess(): typeof ChildProcess {
  return load('node:child_process') as typeof ChildProcess;
}

/** `node:timers/promises`. */
export function timers(): typeof Timers {
  return load('node:timers/promises') as typeof Timers;
}
