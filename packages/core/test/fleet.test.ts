import path from 'node:path';
import { run } from '@sts/test-kit';
import { expect, test } from 'vitest';
import { DEFAULTS } from '../src/options/index.js';

const STRESS = path.resolve(import.meta.dirname, '../../../stress');

interface Report {
  timeoutMs: number;
  boundMs: number;
  scenarios: { name: string; promises: { what: string; kept: boolean }[]; worst: { failures: number; perShard: number; maxMs: number } }[];
}

test('5,000 shards of the same second all have their answer: under 2.5 requests each, and none waits as long as it might', async () => {
  const { stdout, exitCode } = await run(process.execPath, ['src/fleet/main.mjs', '--json', '--seed', '7', '--seeds', '3'], {
    cwd: STRESS,
  });
  const { scenarios, boundMs, timeoutMs } = JSON.parse(stdout) as Report;
  expect(timeoutMs).toBe(DEFAULTS.timeoutMs);
  expect(boundMs).toBeLessThan(timeoutMs - 10_000);
  expect(scenarios).toHaveLength(2);
  for (const { worst, promises } of scenarios) {
    expect(promises.map(({ kept }) => kept)).toEqual([true, true, true]);
    expect(worst.failures).toBe(0);
    expect(worst.perShard).toBeLessThan(2.5);
    expect(worst.maxMs).toBeLessThanOrEqual(boundMs);
  }
  expect(exitCode).toBe(0);
});

test('the simulation tells when a promise does not hold, is the same for the same seed, and refuses wrong numbers', async () => {
  const simulate = (...args: string[]) => run(process.execPath, ['src/fleet/main.mjs', '--seeds', '1', ...args], { cwd: STRESS });
  const tooFew = await simulate('--shards', '500', '--quota', '10');
  expect(tooFew.exitCode).toBe(1);
  expect(tooFew.stdout).toContain('BROKEN  all shards have their answer');
  expect((await simulate('--shards', '500', '--quota', '10')).stdout).toBe(tooFew.stdout);
  expect((await simulate('--shards', '500', '--quota', '10', '--seed', '2')).stdout).not.toBe(tooFew.stdout);
  expect(await simulate('--shards', 'many')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--shards is "many"') });
});
