import { runnersOf } from '@sts/runners';
import { RoleWorld, serverlessYml } from '@sts/runners/consumers';
import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { saying, sessions } from './support/project.js';

const [NEWEST] = runnersOf('vitest').toReversed();

const ROWS = [
  ...runnersOf('vitest').flatMap((runner) => [
    { runner, id: runner.id, mode: 'list', args: ['-c', 'vitest.config.mjs', 'list'], calls: 0 },
    { runner, id: runner.id, mode: 'tests named list', args: ['--run', '-t', 'list', '--passWithNoTests'], calls: 1 },
    { runner, id: runner.id, mode: '--merge-reports', args: ['--run', '--merge-reports=reports'], calls: 0 },
  ]),
  ...(NEWEST === undefined
    ? []
    : [{ runner: NEWEST, id: NEWEST.id, mode: 'a filter that no file matches', args: ['run', 'nothing', '--passWithNoTests'], calls: 0 }]),
  ...(NEWEST === undefined ? [] : [{ runner: NEWEST, id: NEWEST.id, mode: 'a shard', args: ['run', '--shard=1/2'], calls: 1 }]),
];

test.for(ROWS)('$id, $mode: $calls calls, none where no test runs', async ({ runner, args, calls }) => {
  await using world = await RoleWorld.make();
  const project = await world.project(runner, {
    'vitest.config.mjs': "export default { test: { globalSetup: ['@sts/vitest'] } };\n",
    'serverless.yml': serverlessYml(world.addRole('orders')),
    ...saying({ 'b.test.mjs': '' }),
    'a.test.mjs':
      "import { test } from 'vitest';\nif (process.env.AWS_ACCESS_KEY_ID === process.env.OWN_CALLER) throw new Error('this is the caller');\ntest('has a name', () => {});\n",
  });
  if (args[1]?.startsWith('--merge') === true) {
    const blob = await world.run(runner, project, ['run', '--reporter=blob', '--outputFile=reports/blob.json'], { STS_ENABLED: '0' });
    expect(blob, blob.all).toMatchObject({ exitCode: 0 });
  }

  const result = await world.run(runner, project, args, { OWN_CALLER: world.user.accessKeyId });

  expect(result, result.all).toMatchObject({ exitCode: 0 });
  expect(world.sts.count()).toBe(calls);
});

test('a script that runs Vitest is no list, whatever its name and arguments are', async () => {
  await using world = await RoleWorld.make();
  if (NEWEST === undefined) expect.fail('no runner');
  const project = await world.project(NEWEST, {
    'vitest.config.mjs': "export default { test: { globalSetup: ['@sts/vitest'] } };\n",
    'serverless.yml': serverlessYml(world.addRole('orders')),
    ...saying({ 'a.test.mjs': '' }),
    'vitest.mjs': "import { startVitest } from 'vitest/node';\nawait (await startVitest('test', [], { watch: false })).close();\n",
  });

  const result = await world.runNode(project, [project.path('vitest.mjs'), 'list']);

  expect(result, result.all).toMatchObject({ exitCode: 0 });
  expect(await sessions(project)).toEqual({ 'a.test.mjs': 'orders/orders-dev-test' });
});

// In Vitest 3 a listener for the end of the process ends it once more, and those after it are not called.
test.skipIf(process.platform === 'win32')('a run that is ended from outside leaves nothing in the temporary folder', async () => {
  const runner = runnersOf('vitest').find(({ id }) => id === 'vitest-3') ?? expect.fail('no Vitest 3');
  await using world = await RoleWorld.make();
  const project = await world.project(runner, {
    'vitest.config.mjs': "export default { test: { globalSetup: ['@sts/vitest'], pool: 'threads' } };\n",
    'serverless.yml': serverlessYml(world.addRole('orders')),
    ...saying({ 'a.test.mjs': "console.log('has begun');\nawait new Promise((resolve) => setTimeout(resolve, 60_000));" }),
    'tmp/empty': '',
  });
  await using running = world.start(runner, project, ['run', '--disable-console-intercept'], { TMPDIR: project.path('tmp') });
  await running.waitForOutput('has begun', 60_000);
  const ours = async (): Promise<string[]> => (await readdir(project.path('tmp'))).filter((name) => name.startsWith('sts-'));
  expect(await ours()).toHaveLength(1);

  running.kill('SIGTERM');
  await running.result;

  expect(await ours()).toEqual([]);
});

test('files that an editor runs later, of a project that had none to run at first, are the role too', async () => {
  await using world = await RoleWorld.make();
  if (NEWEST === undefined) expect.fail('no runner');
  const projects = ['one', 'two'].map((name) => ({ extends: true, test: { name, include: [`${name}.test.mjs`] } }));
  const project = await world.project(NEWEST, {
    'vitest.config.mjs': `export default ${JSON.stringify({ test: { globalSetup: ['@sts/vitest'], projects } })};\n`,
    'serverless.yml': serverlessYml(world.addRole('orders')),
    ...saying({ 'one.test.mjs': '', 'two.test.mjs': '' }),
    // As the extensions of editors do it.
    'editor.mjs': `import { createVitest } from 'vitest/node';
const vitest = await createVitest('test', { watch: true });
await vitest.init();
for (const name of ['one', 'two']) {
  await vitest.runTestSpecifications((await vitest.globTestSpecifications()).filter(({ project }) => project.name === name));
}
await vitest.close();
`,
  });

  const result = await world.runNode(project, [project.path('editor.mjs')]);

  expect(result, result.all).toMatchObject({ exitCode: 0 });
  expect(await sessions(project)).toEqual({ 'one.test.mjs': 'orders/orders-dev-test', 'two.test.mjs': 'orders/orders-dev-test' });
  expect(world.sts.count('AssumeRole')).toBe(1);
});
