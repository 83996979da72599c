import { RoleWorld, serverlessYml } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';
import { functionsYml, jestConfig, JESTS, link, SDK, WHO } from './support/consumer.js';

const FILES = ['a', 'b', 'c'];

/** A test file that is several roles. */
const BODY = `
describe('assumeRole', () => {
  let session;
  beforeAll(async () => { session = await assumeRole(); });
  test('the environment is the role', async () => {
    expect(await who()).toBe('orders');
    expect(process.env.STS_ASSUMED_ROLE_ARN).toBe(session.assumedRoleArn);
    expect(session.credentials.expiration).toBeInstanceOf(Date);
  });
  test('several roles stand side by side', async () => {
    const [create, list] = await Promise.all([openSession({ function: 'createOrder' }), openSession({ function: 'listOrders' })]);
    expect(await Promise.all([who(create.credentials), who(list.credentials), who(session.credentials), who()])).toEqual(['create', 'list', 'orders', 'orders']);
  });
  test('another role for the whole environment, and back', async () => {
    const undo = (await openSession({ function: 'createOrder' })).apply();
    expect(await who()).toBe('create');
    if (process.env.OUR_ENVIRONMENT) expect(kid()).toBe('create');
    undo();
    expect(await who()).toBe('orders');
    if (process.env.OUR_ENVIRONMENT) expect(kid()).toBe('orders');
  });
  test('the target is told', async () => {
    expect((await resolveTarget({ function: 'listOrders' })).roleArn).toMatch(/list$/);
  });
  test('failures are our errors, of this realm', async () => {
    const wrong = openSession({ function: 'nope' });
    await expect(wrong).rejects.toBeInstanceOf(Error);
    await expect(wrong).rejects.toMatchObject({ name: 'StsError', code: 'STS_FUNCTION_UNKNOWN' });
    await expect(openSession({ fonction: 'x' })).rejects.toThrow('fonction (from the options given): no such option. Did you mean function?');
    await expect(openSession({ stage: () => 'dev' })).rejects.toMatchObject({ code: 'STS_OPTIONS_INVALID' });
    await expect(openSession({ function: 'forbidden' })).rejects.toMatchObject({ code: 'STS_ACCESS_DENIED' });
  });
});
`;

const COMMON_JS = `const { assumeRole, openSession, resolveTarget } = require('@sts/core');
const { kid, who } = require('../who.cjs');
${BODY}`;

const MODULE = `import { assumeRole, openSession, resolveTarget } from '@sts/core';
import { createRequire } from 'node:module';
const { kid, who } = createRequire(import.meta.url)('../who.cjs');
${BODY}`;

const SYNTAXES = [
  { syntax: 'require', files: () => Object.fromEntries(FILES.map((name) => [`spec/${name}.test.cjs`, COMMON_JS])), env: {}, config: {} },
  {
    syntax: 'import in native ES modules',
    files: () => Object.fromEntries(FILES.map((name) => [`spec/${name}.test.mjs`, MODULE])),
    env: { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' },
    config: { transform: {} },
  },
  {
    syntax: 'import by Babel',
    files: () => ({
      ...Object.fromEntries(
        FILES.map((name) => [
          `spec/${name}.test.js`,
          MODULE.replace(/^const .*who.cjs.*$/m, "import { kid, who } from '../who.cjs';").replace(/^.*createRequire.*$/m, ''),
        ]),
      ),
      'babel.config.js': "module.exports = { plugins: ['@babel/plugin-transform-modules-commonjs'] };\n",
    }),
    env: {},
    config: { testMatch: ['**/*.test.js'] },
  },
];

const ENVIRONMENTS = [
  { environment: '@sts/jest-env', own: 'yes' },
  { environment: 'node', own: '' },
];

const ROWS = JESTS.flatMap((jest) => ENVIRONMENTS.flatMap((env) => SYNTAXES.map((syntax) => ({ ...jest, ...env, ...syntax }))))
  // How modules are loaded and what is in them are two things: not every pair.
  .filter(({ syntax, own, id }) => {
    if (syntax === 'import by Babel') return id === 'jest-30' && own !== '';
    return syntax === 'require' || (own === '') === (id === 'jest-29');
  });

describe.for(ROWS)('$id, environment $environment, $syntax', ({ runner, environment, own, files, env, config }) => {
  test('a test file is several roles side by side, for one call each, whatever number of files asks', async () => {
    await using world = await RoleWorld.make();
    const roles = {
      createOrder: world.addRole('create'),
      listOrders: world.addRole('list'),
      forbidden: world.addRole('forbidden', 'somebody else'),
    };
    const project = await world.project(runner, {
      ...jestConfig({ testEnvironment: environment, ...config }),
      'serverless.yml': functionsYml(world.addRole('orders'), roles),
      'who.cjs': WHO,
      ...files(),
    });
    await link(project, {
      ...SDK,
      '@babel/plugin-transform-modules-commonjs': 'jest-env/node_modules/@babel/plugin-transform-modules-commonjs',
    });

    const result = await world.run(runner, project, ['--maxWorkers=2'], { ...env, OUR_ENVIRONMENT: own });

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(result.all).toContain(`${FILES.length * 5} passed`);
    expect(result.all).not.toMatch(/did not exit/);
    const assumed = world.sts.calls.filter(({ action }) => action === 'AssumeRole');
    const byRole = assumed.map(({ params }) => String(params['RoleArn']).split('/').at(-1)).toSorted();
    expect(new Set(byRole)).toEqual(new Set(['create', 'forbidden', 'list', 'orders']));
    expect(byRole.filter((name) => name !== 'forbidden')).toEqual(['create', 'list', 'orders']);
    expect(new Set(assumed.map(({ callerArn }) => callerArn))).toEqual(new Set([world.user.arn]));
    for (const secret of world.secrets()) expect(result.all).not.toContain(secret);
  });
});

describe.for(JESTS)('$id', ({ runner }) => {
  test('what a test file makes of its worker is gone for the next one, and the runner’s options hold in tests too', async () => {
    await using world = await RoleWorld.make();
    const file = (name: string): string => `const { assumeRole, openSession, resolveTarget } = require('@sts/core');
const { kid, who } = require('../who.cjs');
test('${name}', async () => {
  expect(kid()).toBe('orders');
  expect(await who()).toBe('orders');
  await assumeRole({ function: 'createOrder' });
  expect(kid()).toBe('create');
  expect(await who()).toBe('create');
  expect((await resolveTarget()).stage).toBe('test');
  await expect(openSession({ roleArn: 'arn:aws:iam::999999999999:role/other' })).rejects.toMatchObject({ code: 'STS_ACCOUNT_NOT_ALLOWED' });
  // What the test sets counts too.
  process.env.STS_FUNCTION = 'listOrders';
  process.env.STS_TIMEOUT_MS = 20000;
  expect((await resolveTarget()).functionName).toBe('listOrders');
});
`;
    const project = await world.project(runner, {
      ...jestConfig({ testEnvironmentOptions: { sts: { stage: 'test', allowedAccounts: ['222222222222'] } } }),
      'serverless.yml': functionsYml(world.addRole('orders'), { createOrder: world.addRole('create'), listOrders: world.addRole('list') }),
      'who.cjs': WHO,
      'spec/a.test.cjs': file('a'),
      'spec/b.test.cjs': file('b'),
    });
    await link(project, SDK);

    const result = await world.run(runner, project, ['--runInBand']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count('AssumeRole')).toBe(2);
  });

  test('a run that is switched off has no session in tests either', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      ...jestConfig(),
      'serverless.yml': serverlessYml(world.addRole('orders')),
      'spec/a.test.cjs': `const { openSession } = require('@sts/core');
test('a', async () => { const session = await openSession(); expect(() => session.credentials).toThrow(expect.objectContaining({ code: 'STS_DISABLED' })); });
`,
    });

    const result = await world.run(runner, project, [], { STS_ENABLED: '0' });

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count()).toBe(0);
  });
});
