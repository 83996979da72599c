import { cp, rm } from 'node:fs/promises';
import { RoleWorld, serverlessYml } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';
import { functionsYml, jestConfig, JESTS, link, type Project, report, reported, REPORTING } from './support/consumer.js';

const ENVIRONMENT = ['@jest', 'environment'].join('-');
const inEnvironment = (environment: string, text: string): string => `/** ${ENVIRONMENT} ${environment} */\n${text}`;
const ROLE = { test: 'orders/orders-dev-test', kid: 'orders/orders-dev-test' };

const major = (id: string): string => id.split('-')[1] ?? '';
const jsdom = (id: string): Record<string, string> => ({
  'jest-environment-jsdom': `jest-env/node_modules/jest-environment-jsdom-${major(id)}`,
});

const BASE = "const { StsEnvironment, withSts } = require('@sts/jest-env');\nconst Node = Object.getPrototypeOf(StsEnvironment);\n";
const broken = (method: string): string => `${BASE}module.exports = withSts(class extends Node { ${method} });\n`;

describe.for(JESTS)('$id', ({ id, runner }) => {
  test('the tests of a preset, of jsdom, and of environments of one’s own are the role', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      'jest.config.js':
        "module.exports = { preset: '@sts/jest-env', testMatch: ['**/*.test.cjs'], testEnvironmentOptions: { url: 'https://orders.test/' } };\n",
      'serverless.yml': functionsYml(world.addRole('orders'), { createOrder: world.addRole('create') }),
      ...REPORTING,
      'spec/preset.test.cjs': report('preset'),
      'spec/jsdom.test.cjs': inEnvironment(
        `@sts/jest-env/jsdom\n * ${ENVIRONMENT}-options {"sts":{"function":"createOrder"}}\n`,
        `test('there is a document', () => { expect(document.body).toBeDefined(); });\n${report('jsdom')}`,
      ),
      'all.js': `${BASE}
class All extends Node {
  static made = 'static';
  constructor(config, context) { super(config, context); this.global.EVENTS = []; }
  async setup() { await super.setup(); await new Promise(setImmediate); this.global.LATE = process.env.STS_ASSUMED_ROLE_ARN; }
  exportConditions() { return ['own', ...super.exportConditions()]; }
  handleTestEvent(event) { this.global.EVENTS.push(event.name); }
}
const Wrapped = withSts(All);
if (Wrapped.made !== 'static' || !(Wrapped.prototype instanceof All)) throw new Error('not kept');
module.exports = withSts(Wrapped);
`,
      'node_modules/conditional/package.json': { name: 'conditional', exports: { own: './own.js', default: './default.js' } },
      'node_modules/conditional/own.js': "module.exports = 'own';\n",
      'node_modules/conditional/default.js': "module.exports = 'default';\n",
      'spec/all.test.cjs': inEnvironment(
        '<rootDir>/all.js',
        `test('nothing of the base is lost', () => {
  expect(EVENTS).toContain('test_start');
  expect(LATE).toBe(process.env.STS_ASSUMED_ROLE_ARN);
  expect(require('conditional')).toBe('own');
});
${report('all')}`,
      ),
      // Jest 29 requires modules, which Node does not allow with a wait in them.
      'module.mjs': `import { StsEnvironment, withSts } from '@sts/jest-env';
${id === 'jest-29' ? '' : 'await Promise.resolve();'}
export default withSts(Object.getPrototypeOf(StsEnvironment));
`,
      'spec/module.test.cjs': inEnvironment('<rootDir>/module.mjs', report('module')),
    });
    await link(project, jsdom(id));

    const result = await world.run(runner, project, ['--maxWorkers=2']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const create = { test: 'create/orders-dev-test', kid: 'create/orders-dev-test' };
    expect(await reported(project)).toEqual({ preset: ROLE, jsdom: create, all: ROLE, module: ROLE });
    expect(world.sts.count('AssumeRole')).toBe(2);
    expect(result.all).not.toMatch(/did not exit|torn down/);
  });

  test('an environment that breaks leaves the next test file as it would have been', async () => {
    await using world = await RoleWorld.make();
    const stock = (name: string): string => inEnvironment('node', report(name));
    const project = await world.project(runner, {
      ...jestConfig({ testSequencer: '<rootDir>/by-name.js' }),
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...REPORTING,
      'constructor.js': broken("constructor(config, context) { super(config, context); throw new Error('broken constructor'); }"),
      'setup.js': broken("async setup() { await super.setup(); throw new Error('broken setup'); }"),
      'teardown.js': broken("async teardown() { await super.teardown(); throw new Error('broken teardown'); }"),
      'spec/a.test.cjs': inEnvironment('<rootDir>/constructor.js', report('a')),
      'spec/b.test.cjs': stock('b'),
      'spec/c.test.cjs': inEnvironment('<rootDir>/setup.js', report('c')),
      'spec/d.test.cjs': stock('d'),
      'spec/e.test.cjs': inEnvironment('<rootDir>/teardown.js', report('e')),
      'spec/f.test.cjs': stock('f'),
      'spec/g.test.cjs': report('g'),
    });

    const { exitCode, all } = await world.run(runner, project, ['--runInBand']);

    expect(exitCode, all).toBe(1);
    for (const part of ['constructor', 'setup', 'teardown']) expect(all).toContain(`broken ${part}`);
    const caller = { test: world.user.accessKeyId, kid: world.user.accessKeyId };
    expect(await reported(project)).toEqual({ b: caller, d: caller, e: ROLE, f: caller, g: ROLE });
    expect(world.sts.count('AssumeRole')).toBe(1);
  });

  test('jsdom that is not installed, or of another major, and what is no environment are told with what to do', async () => {
    await using world = await RoleWorld.make();
    const files = {
      ...jestConfig(),
      'serverless.yml': serverlessYml(world.addRole('orders')),
      'module.js': "module.exports = require('@sts/jest-env').withSts({ TestEnvironment: class {} });\n",
      'spec/a.test.cjs': inEnvironment('@sts/jest-env/jsdom', "test('a', () => {});\n"),
      'spec/b.test.cjs': inEnvironment('<rootDir>/module.js', "test('b', () => {});\n"),
    };
    const without = await world.project(runner, files);
    await copyOurs(without);
    const other = await world.project(runner, files);
    await link(other, jsdom(id === 'jest-29' ? 'jest-30' : 'jest-29'));

    const first = await world.run(runner, without, ['--runInBand']);
    const second = await world.run(runner, other, ['--runInBand']);

    expect([first.exitCode, second.exitCode]).toEqual([1, 1]);
    expect(first.all).toContain('@sts/jest-env/jsdom needs jest-environment-jsdom, which is not installed here.');
    expect(first.all).toContain(`npm install --save-dev jest-environment-jsdom@${major(id)}`);
    expect(first.all).toContain('withSts needs a class of Jest environments, and was given a value of type object.');
    expect(first.all).toContain("withSts(require('jest-environment-jsdom').TestEnvironment)");
    expect(second.all).toMatch(
      new RegExp(`found jest-environment-jsdom \\d+\\.\\d+\\.\\d+, and the Jest that is running is of major ${major(id)}\\.`),
    );
    expect(world.sts.count()).toBe(0);
  });
});

/** Our package without what its folder in this workspace sees. */
async function copyOurs(project: Project): Promise<void> {
  const to = project.path('node_modules/@sts/jest-env');
  await rm(to);
  for (const part of ['dist', 'package.json']) {
    await cp(new URL(`../${part}`, import.meta.url), `${to}/${part}`, { recursive: true });
  }
}
