import { sampleOf } from '@sts/runners';
import { leftBehind, RoleWorld, serverlessYml } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';
import { config, install, said, saying, sessions } from './support/project.js';

const RUNNERS = sampleOf('vitest').map((runner) => ({ runner, id: runner.id }));

describe.for(RUNNERS)('$id', ({ runner }) => {
  test.for([
    ['the plugin alone', '{ plugins: [sts({ sessionName: "mine" })] }'],
    ['the plugin beside the line', '{ plugins: [sts({ sessionName: "mine" })], test: { globalSetup: ["@sts/vitest"] } }'],
  ] as const)('%s is the role, with its options, for one call', async ([, text]) => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      ...config(text),
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...saying({ 'a.test.mjs': '', 'b.test.mjs': '' }),
    });
    await install(project);

    const result = await world.run(runner, project, ['run']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(await sessions(project)).toEqual({ 'a.test.mjs': 'orders/mine', 'b.test.mjs': 'orders/mine' });
    expect(world.sts.count('AssumeRole')).toBe(1);
    expect(await leftBehind(project)).toEqual([]);
  });

  // In Vitest 3 and 4 a root globalSetup is called for the root and each project that extends it, in 5 for the root alone.
  test.for([
    [
      'the line in the root, extended',
      "test: { globalSetup: ['@sts/vitest'], projects: [orders(true), bills(true)] }",
      'orders-dev-test',
      'orders-dev-test',
    ],
    [
      'the plugin in the root, extended',
      "plugins: [sts({ sessionName: 'root' })], test: { projects: [orders(true), bills(true, sts({ sessionName: 'own' }))] }",
      'root',
      'own',
    ],
    [
      'the plugin in the root, not extended',
      "plugins: [sts({ sessionName: 'root' })], test: { projects: [orders(false), bills(false, sts({ sessionName: 'own' }))] }",
      'root',
      'own',
    ],
    [
      'the plugin in one project, switched off in the other',
      'test: { projects: [orders(false, sts()), bills(false, sts({ enabled: false }))] }',
      'orders-dev-test',
      undefined,
    ],
  ] as const)('%s: each project is its own role, for one call each', async ([, text, ofOrders, ofBills]) => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      'vitest.config.mjs': `import { sts } from '@sts/vitest';
const inline = (name) => (extend, ...plugins) => ({ extends: extend, root: './' + name, plugins, test: { name } });
const [orders, bills] = [inline('orders'), inline('bills')];
export default { ${text} };
`,
      'orders/serverless.yml': serverlessYml(world.addRole('orders')),
      'bills/serverless.yml': serverlessYml(world.addRole('bills')),
      ...saying({ 'orders/a.test.mjs': '', 'bills/a.test.mjs': '' }),
    });

    const result = await world.run(runner, project, ['run']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const expected = { 'orders/a.test.mjs': `orders/${ofOrders}`, 'bills/a.test.mjs': ofBills && `bills/${ofBills}` };
    expect(await sessions(project)).toEqual(expected);
    expect(world.sts.count('AssumeRole')).toBe(ofBills === undefined ? 1 : 2);
    if (ofBills !== undefined) return;
    const bills = (await said(project)).find(({ file }) => file.startsWith('bills'));
    expect(bills).toMatchObject({ env: { AWS_ACCESS_KEY_ID: world.user.accessKeyId } });
    expect(bills?.provided).toBeUndefined();
  });

  test.for([
    [
      "{ plugins: [sts({ stag: 'x', durationSeconds: 3 })] }",
      [
        '2 options are wrong',
        'stag (from sts({ … }) in the Vitest configuration): no such option. Did you mean stage?',
        'durationSeconds: 3',
      ],
    ],
    ["{ plugins: [sts('test')] }", ['are a string, and should be an object']],
    ["{ plugins: [sts({ stag: 'x' })], test: { projects: [{ extends: false, test: { name: 'one' } }] } }", ['Did you mean stage?']],
  ] as const)('wrong options end the start at once: %s', async ([text, told]) => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      ...config(text),
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...saying({ 'a.test.mjs': '' }),
    });

    const result = await world.run(runner, project, ['run']);

    expect(result.exitCode).toBe(1);
    for (const part of ['STS_OPTIONS_INVALID', ...told]) expect(result.all).toContain(part);
    expect(result.all).not.toContain('node_modules/.pnpm');
    expect([world.sts.count(), await said(project)]).toEqual([0, []]);
  });
});

test('in a build by Vite the plugin does nothing, wrong options or not', async () => {
  await using world = await RoleWorld.make();
  const { runner } = RUNNERS.at(-1) ?? expect.fail('no runner');
  const project = await world.project(runner, {
    'build.mjs': `import { sts } from '@sts/vitest';
const { createRequire } = await import('node:module');
const vite = await import(createRequire(createRequire(import.meta.url).resolve('vitest/package.json')).resolve('vite'));
await vite.build({ configFile: false, logLevel: 'error', plugins: [sts({ stag: 'x' })], build: { lib: { entry: 'main.js', formats: ['es'] }, outDir: 'out' } });
`,
    'main.js': 'export const answer = 42;\n',
  });

  // As under a test: what Vitest sets in the environment tells nothing of who is building.
  const result = await world.runNode(project, [project.path('build.mjs')], { VITEST: 'true' });

  expect(result, result.all).toMatchObject({ exitCode: 0, all: '' });
  expect((await project.list('out')).length).toBeGreaterThan(0);
  expect(world.sts.count()).toBe(0);
});
