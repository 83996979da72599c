import { RoleWorld, serverlessYml } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';
import { functionsYml, jestConfig, JESTS, report, reported, REPORTING } from './support/consumer.js';

/** In parts: Vitest reads these comments too, in this very file. */
const PRAGMA = ['@jest', 'environment', 'options'].join('-');

const docblock = (sts: unknown): string => `/** ${PRAGMA} ${JSON.stringify({ sts })} */\n`;
const ENVIRONMENT = ['@jest', 'environment'].join('-');
const SESSION = { sessionName: 'from-config', allowedAccounts: ['222222222222'] };

/** A project with a function role, and test files in the order of their names where they run in band. */
async function start(world: RoleWorld, runner: (typeof JESTS)[number]['runner'], files: Record<string, string>) {
  const roles = { createOrder: world.addRole('create'), foreign: 'arn:aws:iam::999999999999:role/foreign' };
  return world.project(runner, { 'serverless.yml': functionsYml(world.addRole('orders'), roles), ...REPORTING, ...files });
}

const options = (sts: object = SESSION): object => ({ testEnvironmentOptions: { sts } });

/** Further away than it is looked for. */
const FAR = 'far/far/far/far/away/jest.json';

describe.for(JESTS)('$id', ({ runner }) => {
  test('a docblock adds to the options of its project, and counts for its file alone', async () => {
    await using world = await RoleWorld.make();
    const project = await start(world, runner, {
      ...jestConfig({ ...options(), testSequencer: '<rootDir>/by-name.js' }),
      'spec/a.test.cjs': docblock({ function: 'createOrder' }) + report('a'),
      'spec/b.test.cjs': report('b'),
      'spec/c.test.cjs': docblock({ enabled: false }) + report('c'),
      'spec/d.test.cjs': report('d'),
      'spec/e.test.cjs': docblock({ function: 'createOrder', sessionName: 'own' }) + report('e'),
      'spec/f.test.cjs': `/** ${PRAGMA} {"other": 1} */\n${report('f')}`,
    });

    const result = await world.run(runner, project, ['--runInBand']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(await reported(project)).toEqual({
      a: { test: 'create/from-config', kid: 'create/from-config' },
      b: { test: 'orders/from-config', kid: 'orders/from-config' },
      c: { test: world.user.accessKeyId, kid: world.user.accessKeyId },
      d: { test: 'orders/from-config', kid: 'orders/from-config' },
      e: { test: 'create/own', kid: 'create/own' },
      f: { test: 'orders/from-config', kid: 'orders/from-config' },
    });
    const assumed = world.sts.calls.filter(({ action }) => action === 'AssumeRole');
    expect(assumed).toHaveLength(3);
    expect(new Set(assumed.map(({ callerArn }) => callerArn))).toEqual(new Set([world.user.arn]));
  });

  test('limits of the project hold for a docblock too, in a worker that has seen no other file of it', async () => {
    await using world = await RoleWorld.make();
    const project = await start(world, runner, {
      ...jestConfig(options()),
      'spec/a.test.cjs': docblock({ function: 'foreign' }) + report('a'),
      'spec/b.test.cjs': docblock({ function: 'foreign' }) + report('b'),
    });

    const result = await world.run(runner, project, ['--maxWorkers=2']);

    expect(result.exitCode, result.all).toBe(1);
    expect(result.all.split('STS_ACCOUNT_NOT_ALLOWED')).toHaveLength(3);
    expect(world.sts.count()).toBe(0);
  });

  test('a docblock that names our environment has the role in a project of another', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      ...jestConfig({ testEnvironment: 'node', testSequencer: '<rootDir>/by-name.js' }),
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...REPORTING,
      'spec/a.test.cjs': `/**\n * ${ENVIRONMENT} @sts/jest-env\n * ${PRAGMA} {"sts":{"sessionName":"mine"}}\n */\n${report('a')}`,
      'spec/b.test.cjs': report('b'),
    });

    const result = await world.run(runner, project, ['--runInBand']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(await reported(project)).toEqual({
      a: { test: 'orders/mine', kid: 'orders/mine' },
      b: { test: world.user.accessKeyId, kid: world.user.accessKeyId },
    });
  });
});

// What does not depend on the major.
describe.for(JESTS.slice(-1))('$id', ({ runner }) => {
  test('wrong options are told with where they stand: the docblock, or the configuration', async () => {
    await using world = await RoleWorld.make();
    const project = await start(world, runner, {
      ...jestConfig(options({ sesionName: 'x' })),
      'spec/a.test.cjs': docblock({ funktion: 'createOrder', stage: 7 }) + report('a'),
      'spec/b.test.cjs': docblock('createOrder') + report('b'),
      'spec/c.test.cjs': docblock(['createOrder']) + report('c'),
      'spec/d.test.cjs': docblock(null) + report('d'),
      'spec/e.test.cjs': `/**\n * ${PRAGMA} {"sts":{"function":"createOrder"}}\n * ${PRAGMA} {"url":"https://orders.test/"}\n */\n${report('e')}`,
    });

    const { exitCode, all } = await world.run(runner, project, ['--runInBand']);

    expect(exitCode, all).toBe(1);
    expect(all).toContain(`funktion (from the docblock's ${PRAGMA}): no such option. Did you mean function?`);
    expect(all).toContain(`The docblock has 2 times ${PRAGMA}, and Jest takes no notice of them then.`);
    expect(all).toContain(`stage: 7 is not a string (from the docblock's ${PRAGMA})`);
    expect(all).toContain('sesionName (from testEnvironmentOptions.sts): no such option. Did you mean sessionName?');
    for (const kind of ['a string', 'a list', 'null']) {
      expect(all).toContain(`sts is ${kind}, and should be an object of options (from the docblock's ${PRAGMA})`);
    }
    expect(world.sts.count()).toBe(0);
  });

  test('a failure of one docblock alone is shown whole, whichever worker meets it', async () => {
    await using world = await RoleWorld.make();
    const names = ['a', 'b', 'c', 'd'];
    const project = await start(world, runner, {
      ...jestConfig(),
      ...Object.fromEntries(names.map((name) => [`spec/${name}.test.cjs`, docblock({ function: `no-${name}` }) + report(name)])),
    });

    const { all } = await world.run(runner, project, ['--maxWorkers=2']);

    for (const name of names) expect(all).toMatch(new RegExp(`no-${name}\\b.*(is not|no function|not in)`, 's'));
    expect(all).not.toContain('Another test file of this run shows more');
  });

  test.for([
    ['another file that --config names', ['--config', 'config/jest.e2e.json'], 'config/jest.e2e.json', {}],
    ['projects of their own', [], 'jest.config.json', { projects: ['<rootDir>/plain', '<rootDir>/orders'] }],
    [
      'projects within the configuration',
      [],
      'jest.config.json',
      {
        projects: [
          { rootDir: '<rootDir>/plain', testEnvironment: 'node', testMatch: ['**/*.test.cjs'] },
          { rootDir: '<rootDir>/orders', ...own() },
        ],
      },
    ],
  ] as const)('the options of the project are found again in %s', async ([, args, file, config]) => {
    await using world = await RoleWorld.make();
    const isSingle = args.length > 0;
    const project = await start(world, runner, {
      [file]: JSON.stringify(isSingle ? { rootDir: '..', roots: ['<rootDir>/orders'], ...own() } : config),
      ...(isSingle
        ? {}
        : {
            'orders/jest.config.json': JSON.stringify(own()),
            'plain/jest.config.json': JSON.stringify({ testEnvironment: 'node', testMatch: ['**/*.test.cjs'] }),
          }),
      'plain/p.test.cjs': isSingle ? '' : report('p'),
      'orders/a.test.cjs': docblock({ function: 'createOrder' }) + report('a'),
      'orders/b.test.cjs': docblock({ function: 'createOrder' }) + report('b'),
    });

    const result = await world.run(runner, project, [...args, '--maxWorkers=2']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const seen = await reported(project);
    for (const name of ['a', 'b']) expect(seen[name]).toEqual({ test: 'create/from-config', kid: 'create/from-config' });
    if (!isSingle) expect(seen['p']).toEqual({ test: world.user.accessKeyId, kid: world.user.accessKeyId });
  });

  test('without a configuration file to find them in, options are not dropped in silence', async () => {
    await using world = await RoleWorld.make();
    const project = await start(world, runner, {
      [FAR]: JSON.stringify({ rootDir: '../../../../..', roots: ['<rootDir>/orders'], ...own() }),
      'orders/a.test.cjs': docblock({ function: 'createOrder' }) + report('a'),
    });

    const { exitCode, all } = await world.run(runner, project, ['--config', FAR]);

    expect(exitCode, all).toBe(1);
    expect(all).toContain('STS_OPTIONS_INVALID');
    expect(all).toContain('could not be found');
    expect(world.sts.count()).toBe(0);
  });
});

function own(): object {
  return { testEnvironment: '@sts/jest-env', testMatch: ['**/*.test.cjs'], ...options() };
}
