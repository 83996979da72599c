import { endWith, runnerRole } from '@sts/core/runner';
import { inheritChanges } from './spawn.js';

export type { StsOptions } from '@sts/core';

/** A worker that is started this long after a refusal, in milliseconds, takes it over. */
const REFUSAL_LASTS_MS = 10_000;

// To be loaded is all that is asked of a preload. Bun waits for it before the first test file of a process, and with
// `--isolate` before each.
try {
  // Worker processes (`--parallel`) know of each other only by what a refusal leaves for them.
  const isWorker = process.env['BUN_TEST_WORKER_ID'] !== undefined;
  const role = runnerRole('@sts/bun', { refusalsStay: isWorker });
  await role.enter(isWorker ? { refusalsSince: performance.timeOrigin - REFUSAL_LASTS_MS } : {});
} catch (error) {
  endWith(error);
}
inheritChanges();
