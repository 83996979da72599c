import { runnersOf, sampleOf } from '@sts/runners';
import {
  FILES,
  leftBehind,
  notes,
  PLACES,
  RoleWorld,
  serverlessYml,
  setupFile,
  specFiles,
  STRANGERS,
  wrongNotes,
} from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';

const MODES = [
  { mode: 'worker processes', args: ['--maxWorkers=2'] },
  { mode: 'worker threads', args: ['--maxWorkers=2', '--workerThreads'] },
  { mode: 'in band', args: ['--runInBand'] },
] as const;

const ROWS = runnersOf('jest').flatMap((runner) => MODES.map((mode) => ({ ...mode, runner, id: runner.id })));

function config(more: object = {}): Record<string, string> {
  const all = { testEnvironment: '@sts/jest-env', testMatch: ['**/*.test.cjs'], setupFiles: ['<rootDir>/setup.cjs'], ...more };
  return { 'jest.config.js': `module.exports = ${JSON.stringify(all)};\n` };
}

describe.for(ROWS)('$id, $mode', ({ runner, args }) => {
  test('every place of every test file is the role, for one AssumeRole, and none in the next run', async () => {
    await using world = await RoleWorld.make();
    const files = { ...config(), 'serverless.yml': serverlessYml(world.addRole('orders')), ...setupFile(), ...specFiles('jest') };
    const project = await world.project(runner, files);

    const first = await world.run(runner, project, args);
    expect(first, first.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count('AssumeRole')).toBe(1);
    const noted = await notes(project);
    expect(wrongNotes(noted, 'orders', world)).toEqual([]);
    expect(noted.filter(({ place }) => place === 'test')).toHaveLength(FILES);
    expect(new Set(noted.map(({ place }) => place))).toEqual(new Set(PLACES));

    const second = await world.run(runner, project, args);
    expect(second, second.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count('AssumeRole')).toBe(1);
    expect(await leftBehind(project)).toEqual([]);
    for (const secret of world.secrets()) expect(first.all + second.all).not.toContain(secret);
  });

  test('a refusal is shown once and whole, ends the run as a failure, and costs one call', async () => {
    await using world = await RoleWorld.make();
    const role = world.addRole('orders', 'somebody else');
    const project = await world.project(runner, {
      ...config(),
      'serverless.yml': serverlessYml(role),
      ...setupFile(),
      ...specFiles('jest'),
    });

    const result = await world.run(runner, project, args);

    expect(result.exitCode, result.all).toBe(1);
    expect(world.sts.count('AssumeRole')).toBe(1);
    expect(result.all.split('The trust policy of orders needs this statement')).toHaveLength(2);
    expect(result.all.split('STS_ACCESS_DENIED')).toHaveLength(FILES + 1);
    expect(await leftBehind(project)).toEqual([]);
    for (const secret of world.secrets()) expect(result.all).not.toContain(secret);
  });
});

describe.for(sampleOf('jest').map((runner) => ({ runner, id: runner.id })))('$id', ({ runner }) => {
  test('projects of one run are a role each, and both are assumed by the caller', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      'jest.config.js': "module.exports = { projects: ['<rootDir>/orders', '<rootDir>/bills'] };\n",
      ...Object.fromEntries(
        (['orders', 'bills'] as const).flatMap((name) => [
          [`${name}/serverless.yml`, serverlessYml(world.addRole(name))],
          [`${name}/jest.config.js`, "module.exports = { testEnvironment: '@sts/jest-env', testMatch: ['**/*.test.cjs'] };\n"],
          ...Object.entries(specFiles('jest', `${name}/spec`, 3)),
        ]),
      ),
    });

    const result = await world.run(runner, project, ['--maxWorkers=2']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const noted = await notes(project);
    for (const name of ['orders', 'bills']) {
      expect(
        wrongNotes(
          noted.filter(({ file }) => file.startsWith(name)),
          name,
          world,
        ),
      ).toEqual([]);
    }
    const assumed = world.sts.calls.filter(({ action }) => action === 'AssumeRole');
    expect(assumed.map(({ callerArn }) => callerArn)).toEqual([world.user.arn, world.user.arn]);
  });

  test('a project without the environment keeps the caller’s own credentials, after a file whose setup failed too', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      'jest.config.js': "module.exports = { projects: ['<rootDir>/a', '<rootDir>/b'] };\n",
      'a/serverless.yml': serverlessYml(world.addRole('orders')),
      'a/jest.config.js':
        "module.exports = { testEnvironment: '@sts/jest-env', testMatch: ['**/*.test.cjs'], setupFiles: ['<rootDir>/broken.cjs'] };\n",
      'a/broken.cjs': "throw new Error('broken on purpose');\n",
      ...specFiles('jest', 'a/spec', 1),
      'b/jest.config.js': "module.exports = { testEnvironment: '@sts/jest-env', testMatch: ['**/*.test.cjs'] };\n",
      'b/serverless.yml': serverlessYml(world.addRole('bills')),
      ...specFiles('jest', 'b/spec', 2),
    });

    const result = await world.run(runner, project, ['--runInBand']);

    expect(result.all).toContain('broken on purpose');
    const assumed = world.sts.calls.filter(({ action }) => action === 'AssumeRole');
    expect(new Set(assumed.map(({ callerArn }) => callerArn))).toEqual(new Set([world.user.arn]));
    const noted = await notes(project);
    expect(
      wrongNotes(
        noted.filter(({ file }) => file.startsWith('b/')),
        'bills',
        world,
      ),
    ).toEqual([]);
  });

  test('options under testEnvironmentOptions.sts count, and a wrong one is named with the right one', async () => {
    await using world = await RoleWorld.make();
    const files = { 'serverless.yml': serverlessYml(world.addRole('orders')), ...setupFile(), ...specFiles('jest', 'spec', 1) };
    const good = await world.project(runner, { ...files, ...config({ testEnvironmentOptions: { sts: { sessionName: 'from-jest' } } }) });
    const bad = await world.project(runner, { ...files, ...config({ testEnvironmentOptions: { sts: { sesionName: 'x' } } }) });

    expect(await world.run(runner, good, [])).toMatchObject({ exitCode: 0 });
    const result = await world.run(runner, bad, []);

    expect((await notes(good)).every(({ env }) => env['STS_ASSUMED_ROLE_ARN']?.endsWith('/from-jest') === true)).toBe(true);
    expect(result.exitCode).toBe(1);
    expect(result.all).toContain('STS_OPTIONS_INVALID');
    expect(result.all).toContain('sesionName (from testEnvironmentOptions.sts): no such option. Did you mean sessionName?');
    expect(await bad.list('node_modules/.cache')).toEqual([]);
  });

  test('withSts wraps another environment', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      ...config({ testEnvironment: '<rootDir>/environment.js' }),
      'environment.js': `const { StsEnvironment, withSts } = require('@sts/jest-env');
const Base = Object.getPrototypeOf(StsEnvironment);
class Own extends Base {
  constructor(config, context) { super(config, context); this.global.OWN = 'own'; }
}
module.exports = withSts(Own);
`,
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...setupFile(),
      ...specFiles('jest', 'spec', 2),
      'spec/own.test.cjs': "test('the wrapped environment is in force', () => expect(OWN).toBe('own'));\n",
    });

    const result = await world.run(runner, project, []);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(wrongNotes(await notes(project), 'orders', world)).toEqual([]);
  });

  test('STS_ENABLED=0 assumes nothing and changes nothing', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, { ...config(), ...setupFile(), ...specFiles('jest', 'spec', 2) });

    const result = await world.run(runner, project, [], { STS_ENABLED: '0' });

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count()).toBe(0);
    for (const { env } of await notes(project)) expect(env).toMatchObject({ ...STRANGERS, AWS_ACCESS_KEY_ID: world.user.accessKeyId });
  });

  test.for([
    ['no configuration', {}, undefined, 'STS_CONFIG_NOT_FOUND'],
    ['no role', { 'serverless.yml': 'service: x\nprovider:\n  name: aws\n' }, undefined, 'STS_ROLE_MISSING'],
    ['an endpoint that is down', 'good', { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9' }, 'STS_UNREACHABLE'],
  ] as const)('%s has its code, and nothing is left behind', async ([, given, env, code]) => {
    await using world = await RoleWorld.make();
    const own = given === 'good' ? { 'serverless.yml': serverlessYml(world.addRole('orders')) } : given;
    const project = await world.project(runner, { ...config(), ...own, ...setupFile(), ...specFiles('jest', 'spec', 2) });

    const result = await world.run(runner, project, [], env);

    expect(result.exitCode).toBe(1);
    expect(result.all).toContain(code);
    expect(await leftBehind(project)).toEqual([]);
    expect(world.sts.count()).toBe(0);
  });
});
