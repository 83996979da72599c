import { isMainThread } from 'node:worker_threads';
import { endWith, runnerRole } from '@sts/core/runner';
import { partOf } from './part.js';

export type { StsOptions } from '@sts/core';

/** A file that is started this long after a refusal, in milliseconds, takes it over. */
const REFUSAL_LASTS_MS = 10_000;

// To be loaded is all that is asked of this module: Node.js has no other place for it. A worker thread is left as whoever
// made it wants it.
if (isMainThread) {
  try {
    start();
  } catch (error) {
    endWith(error);
  }
}

function start(): void {
  const part = partOf(process.execArgv, process.env);
  // No process of a file knows which is the last.
  const role = runnerRole('@sts/node-test', { refusalsStay: part === 'file' });
  if (part === 'runner') role.prepareSync();
  else if (part === 'all') role.enterSync();
  // With `--import` the runner does not load us: then the files have nobody who asked before them.
  else role.enterSync({ refusalsSince: performance.timeOrigin - REFUSAL_LASTS_MS });
}
