import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { engineAvailable, engineRequired } from './engine.js';
import { type LocalStack, type LocalStackAddress, startLocalStack } from './localstack.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** `null`: no container engine here, tests that need one are skipped. */
    localStack: LocalStackAddress | null;
    /** A temporary folder that lives as long as the run. */
    runDir: string;
  }
}

/** One LocalStack and one temporary folder for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const localStack = await start();
  const runDir = await mkdtemp(join(tmpdir(), 'sts e2e-'));
  project.provide('localStack', localStack === null ? null : { url: localStack.url, container: localStack.container });
  project.provide('runDir', runDir);
  return async () => {
    await rm(runDir, { recursive: true, force: true });
    await localStack?.close();
  };
}

async function start(): Promise<LocalStack | null> {
  const available = await engineAvailable();
  if (available.ok) return startLocalStack();
  if (engineRequired()) throw new Error(`LocalStack is required here (CI=true or STS_E2E=required), but ${available.reason}`);
  process.stdout.write(`Tests against LocalStack are skipped: ${available.reason}\n`);
  return null;
}
