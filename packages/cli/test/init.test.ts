import { rm } from 'node:fs/promises';
import { runnersOf } from '@sts/runners';
import { noTerminal, run } from '@sts/test-kit';
import { describe, expect, test } from 'vitest';
import { CliWorld } from './support/cli-world.js';

const WHO = `const assert = require('node:assert');
const check = () => assert.match(String(process.env.STS_ASSUMED_ROLE_ARN), /assumed-role\\/orders\\//);`;
const TESTS = {
  jest: { 'a.test.js': `${WHO}\ntest('is the role', check);\n` },
  vitest: {
    'a.test.js': `import { test, expect } from 'vitest';\ntest('is the role', () => expect(process.env.STS_ASSUMED_ROLE_ARN).toMatch(/assumed-role\\/orders\\//));\n`,
  },
  mocha: { 'test/a.js': `${WHO}\nit('is the role', check);\n` },
} as const;

describe.for(['jest', 'vitest', 'mocha'] as const)('%s', (kind) => {
  test('without it the tests are not the role; after sts init --yes they are, and a second time there is nothing to change', async () => {
    const runner = runnersOf(kind).at(-1);
    if (runner === undefined) throw new Error(`no ${kind}`);
    const manifest = { 'package.json': { name: 'orders', devDependencies: { [kind]: '1' } } };
    await using world = await CliWorld.make({ ...manifest, ...TESTS[kind] }, { [kind]: runner.dir });
    const tests = () =>
      run(process.execPath, [runner.bin, ...(kind === 'vitest' ? ['run'] : [])], {
        cwd: world.project.dir,
        env: world.env({ CI: 'true' }),
      });
    const before = await tests();
    expect(before.exitCode, before.all).not.toBe(0);

    const first = await world.run(['init', '--yes']);
    expect(first, first.all).toMatchObject({ exitCode: 0, stderr: '' });
    const after = await tests();
    expect(after, after.all).toMatchObject({ exitCode: 0 });

    const files = await world.project.list();
    expect(await world.run(['init'])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('nothing to change') as string });
    expect(await world.project.list()).toEqual(files);
  });
});

const PLAIN = {
  'package.json': { name: 'x', packageManager: 'pnpm@9.0.0', devDependencies: { jest: '30' } },
  'jest.config.js': 'module.exports = {\n  verbose: true,\n};\n',
};

test('the change and the command are shown before anything is written; without a terminal and --yes nothing is', async () => {
  await using world = await CliWorld.make({ ...PLAIN, 'node_modules/.keep': '' });
  const result = await world.run(['init'], { input: 'y\n' });
  expect(result.exitCode).toBe(1);
  expect(result.stdout).toContain(
    `--- jest.config.js\n+++ jest.config.js\n@@ -1,3 +1,4 @@\n module.exports = {\n+  testEnvironment: '@sts/jest-env',\n   verbose: true,\n };`,
  );
  expect(result.stderr).toContain('STS_SETUP_UNSURE: Nobody is here to be asked');
  expect(await world.project.read('jest.config.js')).toBe(PLAIN['jest.config.js']);
});

test.skipIf(noTerminal() !== undefined)('on a terminal it asks, and only yes writes', async () => {
  await using world = await CliWorld.make(PLAIN);
  for (const [answer, status] of [
    ['n\n', 1],
    ['\n', 1],
    ['\u0003', 1],
    ['\u0004', 1],
    ['y\n', 0],
  ] as const) {
    await using running = world.startOnTerminal(['init']);
    await running.waitForOutput('Write jest.config.js? [y/N] ');
    running.write(answer);
    expect((await running.result).exitCode).toBe(status);
    expect((await world.project.read('jest.config.js')).includes('@sts/jest-env')).toBe(status === 0);
  }
});

test('what it cannot do safely is told with the line to add, and nothing is changed', async () => {
  await using world = await CliWorld.make({ ...PLAIN, 'jest.config.js': 'module.exports = { ...base };\n' });
  const before = await world.project.list();
  const result = await world.run(['init', '--yes']);
  expect(result).toMatchObject({ exitCode: 1, stdout: '' });
  expect(result.stderr).toContain('jest.config.js cannot be changed safely');
  expect(result.stderr).toContain("testEnvironment: '@sts/jest-env'");
  expect(result.stderr).toContain('pnpm add --save-dev @sts/jest-env');
  expect(await world.project.list()).toEqual(before);
  expect(await world.project.read('jest.config.js')).toBe('module.exports = { ...base };\n');
});

test('several runners, none, and a package.json that is none are told; --runner chooses', async () => {
  await using world = await CliWorld.make({ 'package.json': { name: 'x', devDependencies: { jest: '30', mocha: '12' } } });
  expect(await world.run(['init', '--yes'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('--runner jest|mocha') as string,
  });
  const chosen = await world.run(['init', '--yes', '--runner', 'mocha', '--json']);
  expect(JSON.parse(chosen.stdout), chosen.all).toEqual({
    runner: 'mocha',
    package: '@sts/mocha',
    changed: world.project.path('.mocharc.json'),
    install: null,
  });
  expect(await world.run(['init', '--runner', 'jasmine'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Allowed choices are jest, vitest') as string,
  });
  await world.project.write('package.json', '{ "name": "x" }');
  await rm(world.project.path('.mocharc.json'));
  expect(await world.run(['init', '--yes'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('sts exec -- <command>') as string,
  });
  await world.project.write('package.json', '{ "name": ');
  expect(await world.run(['init', '--yes'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('is not a JSON object') as string,
  });
});
