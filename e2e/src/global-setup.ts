import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { obstacles } from '../scripts/lib/engine-status.mjs';
import type { EmulatorName } from '../scripts/lib/images.mjs';
import type { Emulator, EmulatorAddress } from './emulator.js';
import { emulatorsAvailable, engineRequired } from './engine.js';
import { startLocalEmu } from './localemu.js';
import { startLocalStack } from './localstack.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** `null`: no container engine here, or no image; tests that need it are skipped. */
    localStack: EmulatorAddress | null;
    localEmu: EmulatorAddress | null;
    /** A temporary folder that lives as long as the run. */
    runDir: string;
  }
}

const START: Record<EmulatorName, () => Promise<Emulator>> = { localstack: startLocalStack, localemu: startLocalEmu };

/** One emulator of each kind and one temporary folder for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const emulators = await start();
  const runDir = await mkdtemp(join(tmpdir(), 'sts e2e-'));
  const addressOf = (wanted: EmulatorName): EmulatorAddress | null => {
    const emulator = emulators.find(({ name }) => name === wanted);
    return emulator === undefined ? null : { name: wanted, url: emulator.url, container: emulator.container };
  };
  project.provide('localStack', addressOf('localstack'));
  project.provide('localEmu', addressOf('localemu'));
  project.provide('runDir', runDir);
  return async () => {
    await rm(runDir, { recursive: true, force: true });
    await closeAll(emulators);
  };
}

async function start(): Promise<Emulator[]> {
  const statuses = await emulatorsAvailable();
  for (const { titles, reason } of obstacles(statuses)) {
    if (engineRequired()) throw new Error(`${titles}: required here (CI=true or STS_E2E=required), but ${reason}`);
    process.stdout.write(`Tests against ${titles} are skipped: ${reason}\n`);
  }
  const starts = await Promise.allSettled(statuses.filter(({ ok }) => ok).map(({ name }) => START[name]()));
  const started = starts.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = starts.find((result) => result.status === 'rejected');
  if (failed === undefined) return started;
  await closeAll(started);
  throw failed.reason;
}

async function closeAll(emulators: readonly Emulator[]): Promise<void> {
  await Promise.all(emulators.map((emulator) => emulator.close()));
}
