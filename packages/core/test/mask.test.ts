import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cleanEnv, run } from '@sts/test-kit';
import { consumer, type Consumer } from './consumer.js';

const TWICE = 'await core.assumeRole(); await core.assumeRole(); console.error("APPLIED"); return 1';

function values(c: Consumer): string[] {
  const [issued] = c.sts.issued;
  return [issued?.accessKeyId ?? '', issued?.secretAccessKey ?? '', issued?.sessionToken ?? ''];
}

describe('the log of a CI system hides the credentials', () => {
  test.each([
    ['GitHub Actions', { GITHUB_ACTIONS: 'true' }, '::add-mask::'],
    ['Azure Pipelines', { TF_BUILD: 'True' }, '##vso[task.setsecret]'],
  ])('of %s: each value in a line of its own, once, before they are in any environment', async (_name, env, command) => {
    await using c = await consumer();
    for (let turn = 0; turn < 2; turn++) {
      const { result } = await c.script(TWICE, env);
      expect(result.stderr).toBe(
        `\n${values(c)
          .map((value) => `${command}${value}\n`)
          .join('')}APPLIED\n`,
      );
      expect(result.stdout).not.toContain(command);
    }
    expect(c.sts.count('AssumeRole')).toBe(1);
  });

  test('of the synchronous door too, whose helper says nothing', async () => {
    await using c = await consumer();
    const { result } = await c.script(
      `require('@sts/core/runner').openSessionSync({}, { cwd: process.cwd(), env: process.env, optionsFrom: 'the test', refusalsSince: 0 }); return 1`,
      { GITHUB_ACTIONS: 'true' },
    );
    expect(result.stderr.match(/::add-mask::/g)).toHaveLength(3);
  });

  test.runIf(process.platform === 'linux')(
    'where something puts a text before each line of ours, past it, to the step itself',
    async () => {
      await using c = await consumer();
      const script = "require('@sts/core').assumeRole().then(() => console.error('APPLIED'))";
      const inStep = `'${process.execPath}' -e "$SCRIPT" 2>&1 | sed 's/^/a test: /'`;
      const step = `GITHUB_ACTIONS=true sh -c "$STEP" 2>&1 | cat`;

      const { stdout } = await run('sh', ['-c', step], { cwd: c.project.dir, env: { ...c.env, SCRIPT: script, STEP: inStep } });

      const commands = values(c).map((value) => `::add-mask::${value}\n`);
      expect(stdout).toBe(`\n${commands.join('')}a test: APPLIED\n`);

      // Where it cannot be reached, nowhere.
      const toFile = `GITHUB_ACTIONS=true sh -c "$STEP" 2>stderr.txt`;
      const kept = await run('sh', ['-c', toFile], { cwd: c.project.dir, env: { ...c.env, SCRIPT: script, STEP: inStep } });
      expect(kept.all).toBe('a test: APPLIED\n');
      expect(await c.project.read('stderr.txt')).toBe('');
    },
  );

  test('and nothing is written on other machines, without the role, or into a file', async () => {
    await using c = await consumer();
    expect((await c.script(TWICE)).result.stderr).toBe('APPLIED\n');
    expect((await c.script('await core.assumeRole(); return 1', { GITHUB_ACTIONS: 'true', STS_ENABLED: '0' })).result.stderr).toBe('');
    const file = c.project.path('stderr.txt');
    const descriptor = openSync(file, 'w');
    const env = cleanEnv({ ...c.env, GITHUB_ACTIONS: 'true' });
    const script = "require('@sts/core').assumeRole().then(() => console.error('APPLIED'))";
    spawnSync(process.execPath, ['-e', script], { cwd: c.project.dir, env, stdio: ['ignore', 'ignore', descriptor] });
    closeSync(descriptor);
    expect(await c.project.read('stderr.txt')).toBe('APPLIED\n');
  });
});
