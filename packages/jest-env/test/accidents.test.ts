import { RoleWorld, serverlessYml } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';
import { functionsYml, jestConfig, JESTS, link, report, reported, REPORTING, SDK, WHO } from './support/consumer.js';

const ROLE = { test: 'orders/orders-dev-test', kid: 'orders/orders-dev-test' };
const STOCK = `/** @${['jest', 'environment'].join('-')} node */\n`;

describe.for(JESTS)('$id', ({ runner }) => {
  test('a profile that a .env file brings back is nobody in the tests; one that a test names itself stays', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      ...jestConfig({ setupFiles: ['<rootDir>/load-env.cjs'] }),
      'serverless.yml': serverlessYml(world.addRole('orders')),
      '.env': 'AWS_PROFILE=dev\n',
      '.env.local': 'AWS_DEFAULT_PROFILE="mine"\n',
      // As dotenv does it: what is set stays.
      'load-env.cjs': "process.env.AWS_PROFILE ??= 'dev';\n",
      'load-later.cjs': "process.env.AWS_DEFAULT_PROFILE ??= 'mine';\n",
      'who.cjs': WHO,
      'spec/a.test.cjs': `const profile = process.env.AWS_PROFILE;
require('../load-later.cjs');
const { who } = require('../who.cjs');
beforeAll(() => { expect(process.env.AWS_DEFAULT_PROFILE).toBeUndefined(); });
test('is the role', async () => {
  expect(profile).toBeUndefined();
  expect(await who()).toBe('orders');
});
`,
      'spec/b.test.cjs': `process.env.AWS_PROFILE = 'its-own';
test('stays', () => { expect(process.env.AWS_PROFILE).toBe('its-own'); });
`,
    });
    await link(project, SDK);

    const result = await world.run(runner, project, ['--runInBand']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
  });

  test('a role that a test file has not waited for does not come over the next ones', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      ...jestConfig({ testSequencer: '<rootDir>/by-name.js' }),
      'serverless.yml': functionsYml(world.addRole('orders'), { listOrders: world.addRole('list') }),
      ...REPORTING,
      // Its end is not that of its promise: the next files see to it that the role has come.
      'spec/a.test.cjs': `const { assumeRole } = require('@sts/core');
beforeAll(() => { process.late = assumeRole({ function: 'listOrders' }); });
test('does not wait', () => {});
`,
      'outside.cjs': `module.exports = class extends require('@sts/jest-env').StsEnvironment {
  async teardown() { globalThis.LATE ??= this.global.process.late; await super.teardown(); }
  async setup() { await super.setup(); await globalThis.LATE; }
};
`,
      'stock.cjs': `const Node = Object.getPrototypeOf(require('@sts/jest-env').StsEnvironment);
module.exports = class extends Node { async setup() { await super.setup(); await globalThis.LATE; } };
`,
      'spec/b.test.cjs': report('b'),
      'spec/c.test.cjs': report('c'),
    });
    const named = (environment: string): string => STOCK.replace('node', `<rootDir>/${environment}.cjs`);
    for (const [name, environment] of Object.entries({ a: 'outside', b: 'outside', c: 'stock' })) {
      await project.write(`spec/${name}.test.cjs`, named(environment) + (await project.read(`spec/${name}.test.cjs`)));
    }

    const result = await world.run(runner, project, ['--runInBand']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const caller = world.user.accessKeyId;
    expect(await reported(project)).toEqual({ b: ROLE, c: { test: caller, kid: caller } });
    expect(world.sts.count('AssumeRole')).toBe(2);
  });

  test('a refusal is shown whole though the first worker has no test file that meets it', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      ...jestConfig({ testSequencer: '<rootDir>/by-name.js' }),
      'serverless.yml': serverlessYml(world.addRole('orders', 'somebody else')),
      ...REPORTING,
      'spec/a.test.cjs': `${STOCK}const { existsSync, readdirSync } = require('node:fs');
const cache = require('node:path').join(__dirname, '../node_modules/.cache/sts');
test('lasts until the other worker is refused', async () => {
  while (!existsSync(cache) || !readdirSync(cache).some((name) => name.endsWith('.refused.json'))) await new Promise(setImmediate);
}, 60_000);
`,
      'spec/b.test.cjs': report('b'),
    });

    const { exitCode, all } = await world.run(runner, project, ['--maxWorkers=2']);

    expect(exitCode, all).toBe(1);
    expect(all.split('The trust policy of orders needs this statement')).toHaveLength(2);
    expect(world.sts.count('AssumeRole')).toBe(1);
  });

  test('a second run in the same process asks anew after a refusal, and shows it', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      ...jestConfig(),
      'serverless.yml': serverlessYml(world.addRole('orders', 'somebody else')),
      ...REPORTING,
      'spec/a.test.cjs': report('a'),
      'twice.cjs': `const { createRequire } = require('node:module');
const { runCLI } = createRequire(require.resolve('jest/package.json'))('@jest/core');
const run = () => runCLI({ _: [], $0: '', runInBand: true, silent: true }, [__dirname]);
run().then(run).then(({ results }) => { process.exitCode = results.success ? 0 : 1; });
`,
    });

    const { exitCode, all } = await world.runNode(project, ['twice.cjs']);

    expect(exitCode, all).toBe(1);
    expect(all.split('The trust policy of orders needs this statement')).toHaveLength(3);
    expect(world.sts.count('AssumeRole')).toBe(2);
  });

  test('a role that a global setup leaves behind is named as the reason why it may not assume another', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      ...jestConfig({ globalSetup: '<rootDir>/global-setup.cjs' }),
      'serverless.yml': functionsYml(world.addRole('orders'), { createOrder: world.addRole('create') }),
      ...REPORTING,
      'global-setup.cjs': `module.exports = async () => {
  const undo = (await require('@sts/core').openSession()).apply();
  if (!process.env.LEAVE) undo();
};
`,
      'spec/a.test.cjs': `/** @${['jest', 'environment', 'options'].join('-')} {"sts":{"function":"createOrder"}} */\n${report('a')}`,
    });

    const left = await world.run(runner, project, ['--workerIdleMemoryLimit=1GB', '--maxWorkers=2'], { LEAVE: '1' });
    const undone = await world.run(runner, project, ['--maxWorkers=2']);

    expect(left.exitCode, left.all).toBe(1);
    expect(left.all).toContain('assumed-role/orders/orders-dev-test may not assume');
    expect(left.all).toContain('This process was started as that role');
    expect(undone, undone.all).toMatchObject({ exitCode: 0 });
    const create = { test: 'create/orders-dev-test', kid: 'create/orders-dev-test' };
    expect(await reported(project)).toEqual({ a: create });
  });

  test('a Jest that is killed while STS does not answer leaves no process that goes on asking', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      ...jestConfig(),
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...REPORTING,
      'spec/a.test.cjs': report('a'),
    });
    world.sts.fault({ kind: 'silent', times: 'always' });
    await using running = world.start(runner, project, ['--runInBand'], { STS_TIMEOUT_MS: '600000' });
    await world.sts.waitForCall('AssumeRole');

    running.kill('SIGKILL');

    // Comes when nobody has the output open any more.
    expect(await running.result).toMatchObject({ signal: 'SIGKILL' });
    expect(world.sts.count('AssumeRole')).toBe(1);
  });

  test('the log of a CI job hides the credentials that workers have', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      ...jestConfig(),
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...REPORTING,
      ...Object.fromEntries(['a', 'b', 'c'].map((name) => [`spec/${name}.test.cjs`, report(name)])),
    });

    const result = await world.run(runner, project, ['--maxWorkers=2'], { GITHUB_ACTIONS: 'true' });

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.issued).toHaveLength(1);
    for (const { accessKeyId, secretAccessKey, sessionToken } of world.sts.issued) {
      const commands = [accessKeyId, secretAccessKey, sessionToken].map((value) => `::add-mask::${value}\n`).join('');
      expect(result.stderr).toContain(`\n${commands}`);
      expect(result.all.replaceAll(commands, '')).not.toContain(secretAccessKey);
    }
  });
});
