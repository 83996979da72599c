import { RoleWorld } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';
import { functionsYml, jestConfig, JESTS, link, report, reported, REPORTING, SDK, WHO } from './support/consumer.js';

const ROLES = `const { openSession } = require('@sts/core');
const { kid, who } = require('../who.cjs');
const asRoles = async () => {
  expect(await who()).toBe('orders');
  expect(kid()).toBe('orders');
  const { credentials } = await openSession({ function: 'createOrder' });
  expect(await who(credentials)).toBe('create');
};
`;

/** What a test may do to the world around it, and be the role all the same. */
const HABITS: Readonly<Record<string, string>> = {
  'modern fake timers': `jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'Date'] }); await asRoles();`,
  'legacy fake timers':
    'jest.useFakeTimers({ legacyFakeTimers: true }); const { credentials } = await openSession({ function: "createOrder" }); jest.useRealTimers(); expect(await who(credentials)).toBe("create");',
  'a clock years ahead, for what is ours': `jest.useFakeTimers({ now: new Date('2040-01-01'), doNotFake: ['nextTick', 'setImmediate'] });
    const { credentials } = await openSession({ function: 'createOrder' });
    jest.useRealTimers();
    expect(await who(credentials)).toBe('create');`,
  'module registries reset': `jest.resetModules(); await asRoles();
    await jest.isolateModulesAsync(async () => { const { credentials } = await require('@sts/core').openSession(); expect(await require('../who.cjs').who(credentials)).toBe('orders'); });`,
  'spies on process, restored': `jest.spyOn(process, 'cwd').mockReturnValue('/nowhere'); jest.spyOn(process, 'uptime').mockReturnValue(0); jest.spyOn(Date, 'now').mockReturnValue(Date.now()); await asRoles(); jest.restoreAllMocks();`,
  'variables changed and deleted': `for (const name of Object.keys(process.env)) if (/^(AWS|STS)_/.test(name) && name !== 'AWS_ENDPOINT_URL_STS') delete process.env[name];
    expect(kid()).toBe('orders');
    process.env.AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE'; process.env.AWS_PROFILE = 'nobody';`,
  'the environment replaced': `process.env = { AWS_REGION: 'eu-west-3' }; expect(kid()).toBe('orders');`,
};

describe.for(JESTS)('$id', ({ runner }) => {
  test('what a test does to timers, modules, spies and variables neither harms the role nor outlives its file', async () => {
    await using world = await RoleWorld.make();
    const names = Object.keys(HABITS);
    const file = (name: string): string => `${ROLES}test('${name}', async () => { ${HABITS[name] ?? ''} });\n`;
    const global = "test('timers are fake', async () => { expect(setTimeout.clock ?? jest.getTimerCount()).toBeDefined(); });\n";
    const faked = { fakeTimers: { enableGlobally: true }, restoreMocks: true, resetModules: true, resetMocks: true };
    const project = await world.project(runner, {
      'jest.config.json': { projects: ['<rootDir>/plain', '<rootDir>/faked'], testSequencer: '<rootDir>/by-name.js', testTimeout: 60_000 },
      'plain/jest.config.json': projectConfig({}),
      'faked/jest.config.json': projectConfig(faked),
      'serverless.yml': functionsYml(world.addRole('orders'), { createOrder: world.addRole('create') }),
      'who.cjs': WHO,
      ...REPORTING,
      ...Object.fromEntries(
        names.flatMap((name, index) => [
          [`plain/${index}a.test.cjs`, file(name)],
          [`plain/${index}b.test.cjs`, report(String(index))],
        ]),
      ),
      'faked/a.test.cjs': global + report('faked'),
    });
    await link(project, SDK);

    const result = await world.run(runner, project, ['--runInBand']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const role = { test: 'orders/orders-dev-test', kid: 'orders/orders-dev-test' };
    expect(await reported(project)).toEqual(Object.fromEntries([...names.map((_name, index) => [String(index), role]), ['faked', role]]));
    expect(world.sts.count('AssumeRole')).toBe(2);
  });
});

function projectConfig(more: object): object {
  const { 'jest.config.js': text = '' } = jestConfig(more);
  const { testTimeout: _ofRuns, ...config } = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as Record<
    string,
    unknown
  >;
  return config;
}
