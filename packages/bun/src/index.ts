import { endWith, runnerRole } from '@sts/core/runner';
import { inheritChanges, type Spawner } from './spawn.js';

export type { StsOptions } from '@sts/core';

// To be loaded is all that is asked of a preload. Bun waits for it before the first test file of a process, and with
// `--isolate` before each.
try {
  await runnerRole('@sts/bun').enter();
} catch (error) {
  endWith(error);
}
const { Bun: bun } = globalThis as { Bun?: Spawner };
if (bun !== undefined) inheritChanges(bun, () => process.env);
