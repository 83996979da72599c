import { fileURLToPath } from 'node:url';
import { test as base, describe, inject } from 'vitest';
import { type Consumer, type Example, installConsumer } from './consumer.js';
import { connectEmulator, type Emulator } from './emulator.js';

/** Where "npm run pack" leaves the packages. */
export const TARBALLS = fileURLToPath(new URL('../../.tarballs', import.meta.url));

/* oxlint-disable no-empty-pattern -- Vitest reads a fixture's dependencies from this pattern. */

/**
 * `test` with what an e2e test needs:
 * - `localStack`: the run's LocalStack (in a `describeLocalStack` block);
 * - `localEmu`: the run's LocalEmu (in a `describeLocalEmu` block);
 * - `install`: `installConsumer` with the workspace's tarballs; the project is removed after the test.
 */
export const test = base
  .extend('localStack', { scope: 'file' }, ({}, { onCleanup }) => connected('localStack', 'describeLocalStack', onCleanup))
  .extend('localEmu', { scope: 'file' }, ({}, { onCleanup }) => connected('localEmu', 'describeLocalEmu', onCleanup))
  .extend('install', async ({}, { onCleanup }) => {
    const consumers: Consumer[] = [];
    onCleanup(async () => {
      await Promise.all(consumers.map((consumer) => consumer.remove()));
    });
    return async (example: Example, tarballsDir: string = TARBALLS): Promise<Consumer> => {
      const consumer = await installConsumer(example, { tarballsDir, cacheDir: inject('runDir') });
      consumers.push(consumer);
      return consumer;
    };
  });

/** A block of tests that need LocalStack: skipped where no engine is (the global setup has said why). */
export const describeLocalStack = describe.skipIf(inject('localStack') === null);

/** A block of tests that need LocalEmu: skipped where no engine is (the global setup has said why). */
export const describeLocalEmu = describe.skipIf(inject('localEmu') === null);

async function connected(name: 'localStack' | 'localEmu', block: string, onCleanup: (end: () => Promise<void>) => void): Promise<Emulator> {
  const address = inject(name);
  if (address === null) throw new Error(`A test that uses "${name}" stands in a ${block} block`);
  const emulator = await connectEmulator(address);
  onCleanup(() => emulator.close());
  return emulator;
}
