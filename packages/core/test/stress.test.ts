import path from 'node:path';
import { run } from '@sts/test-kit';
import { expect, test } from 'vitest';

const STRESS = path.resolve(import.meta.dirname, '../../../stress');

interface Report {
  promises: { what: string; measured: string; kept: boolean }[];
  namespaces: { rounds: number; reason?: string };
  figures: { deaths: number; problems: string[]; broken: string[] };
}

test('16 processes make one call, and in 3 rounds with deaths (the last in process namespaces) every promise of `npm run stress` holds', async () => {
  // The time is a bound here: other tests run at the same time.
  const args = ['src/flight/main.mjs', '--rounds', '3', '--at-once', '16', '--wait', '10000', '--json'];
  const { stdout, exitCode, all } = await run(process.execPath, args, { cwd: STRESS });
  expect(stdout, all).toMatch(/^\{/);
  const { promises, namespaces, figures } = JSON.parse(stdout) as Report;
  expect(promises.filter(({ kept }) => !kept)).toEqual([]);
  expect(figures).toMatchObject({ problems: [], broken: [] });
  expect(figures.deaths).toBeGreaterThan(0);
  expect(namespaces.reason === undefined ? namespaces.rounds : namespaces.reason).toBeTruthy();
  expect(exitCode).toBe(0);
});
