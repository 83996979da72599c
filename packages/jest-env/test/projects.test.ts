import { RoleWorld, serverlessYml } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';
import { functionsYml, jestConfig, JESTS, link, report, reported, REPORTING, SDK } from './support/consumer.js';

const MODES = [
  { mode: 'worker processes', args: ['--maxWorkers=2'] },
  { mode: 'worker threads', args: ['--maxWorkers=2', '--workerThreads'] },
  { mode: 'in band', args: ['--runInBand'] },
];

const OURS = { testEnvironment: '@sts/jest-env', testMatch: ['**/*.test.cjs'] };
const asRole = (role: string): object => ({ test: `${role}/orders-dev-test`, kid: `${role}/orders-dev-test` });

const ROWS = JESTS.flatMap((jest) => MODES.map((mode) => ({ ...jest, ...mode }))).filter(
  ({ id, mode }) => mode === 'worker processes' || (id === 'jest-29') === (mode === 'in band'),
);

describe.for(ROWS)('$id, $mode', ({ runner, args }) => {
  test('projects take turns in the same workers, each with its own role by configuration or options, or with none', async () => {
    await using world = await RoleWorld.make();
    const names = ['orders', 'create', 'bills', 'plain'];
    const files = (name: string): [string, string][] => ['1', '2'].map((part) => [`${name}/${part}.test.cjs`, report(`${name}${part}`)]);
    const project = await world.project(runner, {
      'serverless.yml': functionsYml(world.addRole('orders'), { createOrder: world.addRole('create') }),
      ...REPORTING,
      'jest.config.json': {
        projects: [
          { ...OURS, displayName: 'orders', rootDir: '<rootDir>/orders' },
          // The same configuration as the first.
          { ...OURS, displayName: 'create', rootDir: '<rootDir>/create', testEnvironmentOptions: { sts: { function: 'createOrder' } } },
          '<rootDir>/bills',
          { ...OURS, displayName: 'plain', rootDir: '<rootDir>/plain', testEnvironment: 'node' },
        ],
      },
      'bills/jest.config.json': OURS,
      'bills/serverless.yml': serverlessYml(world.addRole('bills')),
      ...Object.fromEntries(names.flatMap(files)),
    });

    const result = await world.run(runner, project, args);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const caller = { test: world.user.accessKeyId, kid: world.user.accessKeyId };
    const expected = names.flatMap((name) => ['1', '2'].map((part) => [name + part, name === 'plain' ? caller : asRole(name)]));
    expect(await reported(project)).toEqual(Object.fromEntries(expected));
    const assumed = world.sts.calls.filter(({ action }) => action === 'AssumeRole');
    expect(assumed.map(({ callerArn }) => callerArn)).toEqual([world.user.arn, world.user.arn, world.user.arn]);
  });
});

describe.for(JESTS)('$id', ({ runner }) => {
  test('the refusal of one project is shown whole, whichever worker meets it, and fails that project alone', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      ...REPORTING,
      'jest.config.json': { projects: ['<rootDir>/good', '<rootDir>/bad'] },
      'good/jest.config.json': OURS,
      'bad/jest.config.json': OURS,
      'good/serverless.yml': serverlessYml(world.addRole('good')),
      'bad/serverless.yml': serverlessYml(world.addRole('bad', 'somebody else')),
      ...Object.fromEntries(
        ['1', '2', '3'].flatMap((part) => ['good', 'bad'].map((name) => [`${name}/${part}.test.cjs`, report(name + part)])),
      ),
    });

    const { exitCode, all } = await world.run(runner, project, ['--maxWorkers=2']);

    expect(exitCode, all).toBe(1);
    expect(all).toContain('The trust policy of bad needs this statement');
    expect(all).toContain('3 failed, 3 passed');
    expect(Object.keys(await reported(project)).toSorted()).toEqual(['good1', 'good2', 'good3']);
    expect(world.sts.count('AssumeRole')).toBe(2);
  });

  test('shards, few workers, workers that start anew, and the hunt for open handles: one role, one call, nothing left open', async () => {
    await using world = await RoleWorld.make();
    const names = ['a', 'b', 'c'];
    const project = await world.project(runner, {
      ...jestConfig(),
      'serverless.yml': functionsYml(world.addRole('orders'), { createOrder: world.addRole('create') }),
      ...REPORTING,
      ...Object.fromEntries(names.map((name) => [`spec/${name}.test.cjs`, report(name)])),
      'spec/z.test.cjs': "test('z', async () => { await require('@sts/core').assumeRole({ function: 'createOrder' }); });\n",
    });
    await link(project, SDK);

    for (const args of [
      ['--detectOpenHandles'],
      ['--shard=1/2', '--runInBand'],
      ['--shard=2/2', '--maxWorkers=1'],
      ['--maxWorkers=2', '--workerIdleMemoryLimit=1'],
    ]) {
      const result = await world.run(runner, project, args);
      expect(result, `${args.join(' ')}: ${result.all}`).toMatchObject({ exitCode: 0 });
      expect(result.all).not.toMatch(/open handle|did not exit|keeping Jest from exiting/);
      expect(world.sts.count('AssumeRole')).toBe(2);
    }

    expect(await reported(project)).toEqual(Object.fromEntries(names.map((name) => [name, asRole('orders')])));
  });

  test('in a long run, a session that ends soon is renewed at the next test file', async () => {
    await using world = await RoleWorld.make();
    world.sts.lifetimeSeconds = 200;
    const names = ['a', 'b', 'c'];
    const project = await world.project(runner, {
      ...jestConfig(),
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...REPORTING,
      ...Object.fromEntries(
        names.map((name) => [
          `spec/${name}.test.cjs`,
          `${report(name)}test('has time left', () => { expect(Date.parse(process.env.AWS_CREDENTIAL_EXPIRATION) - Date.now()).toBeGreaterThan(60_000); });\n`,
        ]),
      ),
    });

    const result = await world.run(runner, project, ['--runInBand']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(await reported(project)).toEqual(Object.fromEntries(names.map((name) => [name, asRole('orders')])));
    const assumed = world.sts.calls.filter(({ action }) => action === 'AssumeRole');
    expect(assumed.map(({ callerArn }) => callerArn)).toEqual(names.map(() => world.user.arn));
  });
});
