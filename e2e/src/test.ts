import { fileURLToPath } from 'node:url';
import { test as base, describe, inject } from 'vitest';
import { type Consumer, type Example, installConsumer } from './consumer.js';
import { connectEmulator } from './emulator.js';

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
  .extend('localStack', { scope: 'file' }, async ({}, { onCleanup }) => {
    const address = inject('localStack');
    if (address === null) throw new Error('A test that uses "localStack" stands in a describeLocalStack block');
    const localStack = await connectEmulator(address);
    onCleanup(() => localStack.close());
    return localStack;
  })
  .extend('localEmu', { scope: 'file' }, async ({}, { onCleanup }) => {
    const address = inject('localEmu');
    if (address === null) throw new Error('A test that uses "localEmu" stands in a describeLocalEmu block');
    const localEmu = await connectEmulator(address);
    onCleanup(() => localEmu.close());
    return localEmu;
  })
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
