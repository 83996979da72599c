import path from 'node:path';
import { type Runner, runnersOf } from '@sts/runners';
import { leftBehind, notes, PLACES, RoleWorld, serverlessYml, STRANGERS, wrongNotes } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';

const RUNNERS = runnersOf('cucumber');
const SCENARIOS = 4;

/** Plugins came with 12.5; before, the module that registers the role is required first. */
function line(runner: Runner): string[] {
  // By their paths: in these projects Cucumber is a link, and looks for packages beside itself.
  return runner.id === 'cucumber-11'
    ? ['--require-module', path.resolve('packages/cucumber/dist/register.js')]
    : ['--plugin', new URL('../dist/index.js', import.meta.url).href];
}

const FEATURE = `Feature: who we are
${Array.from({ length: SCENARIOS }, (_, index) => `  Scenario: ${index}\n    When we note who we are\n`).join('')}`;

const STEPS = `const { execFileSync } = require('node:child_process');
const { Before, BeforeAll, When } = require('@cucumber/cucumber');
const { note } = require('../../note.cjs');
require('../imported.cjs');
note('steps', 'top level');
BeforeAll(() => note('steps', 'setup file'));
Before(() => note('steps', 'hook'));
When('we note who we are', () => {
  note('steps', 'test');
  execFileSync(process.execPath, [require.resolve('../../kid.cjs'), 'steps']);
});
`;

const FILES_OF: Readonly<Record<string, string>> = {
  'features/who.feature': FEATURE,
  'features/imported.cjs': "require('../note.cjs').note('all', 'imported module');\n",
  'features/support/steps.cjs': STEPS,
};

const STEPS_FROM = ['--require', 'features/support/*.cjs'];

describe.for(RUNNERS.map((runner) => ({ runner, id: runner.id })))('$id', ({ runner }) => {
  test.for([
    ['serial', []],
    ['parallel', ['--parallel', '2']],
  ] as const)('%s: every place is the role, for one AssumeRole, and none in the next run', async ([, args]) => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, { 'serverless.yml': serverlessYml(world.addRole('orders')), ...FILES_OF });

    const first = await world.run(runner, project, [...line(runner), ...STEPS_FROM, ...args]);
    expect(first, first.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count('AssumeRole')).toBe(1);
    const noted = await notes(project);
    expect(wrongNotes(noted, 'orders', world)).toEqual([]);
    expect(noted.filter(({ place }) => place === 'test')).toHaveLength(SCENARIOS);
    expect(new Set(noted.map(({ place }) => place))).toEqual(new Set(PLACES));

    const second = await world.run(runner, project, [...line(runner), ...STEPS_FROM, ...args]);
    expect(second, second.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count('AssumeRole')).toBe(1);
    expect(await leftBehind(project)).toEqual([]);
    for (const secret of world.secrets()) expect(first.all + second.all).not.toContain(secret);
  });

  test('a refusal is shown once and whole, no scenario runs, and it costs one call', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, { 'serverless.yml': serverlessYml(world.addRole('orders', 'somebody else')), ...FILES_OF });

    const result = await world.run(runner, project, [...line(runner), ...STEPS_FROM]);

    expect(result.exitCode, result.all).not.toBe(0);
    expect(world.sts.count('AssumeRole')).toBe(1);
    expect(result.all.split('The trust policy of orders needs this statement')).toHaveLength(2);
    expect(result.all).toContain('STS_ACCESS_DENIED: arn:aws:iam::222222222222:user/developer may not assume');
    expect(await project.list('.')).not.toContain('report.ndjson');
    expect(await leftBehind(project)).toEqual([]);
    for (const secret of world.secrets()) expect(result.all).not.toContain(secret);
  });
});

describe.for(RUNNERS.slice(-1).map((runner) => ({ runner, id: runner.id })))('$id', ({ runner }) => {
  test('pluginOptions.sts has the options, and the environment is put back after the run', async () => {
    await using world = await RoleWorld.make();
    const api = `import { loadConfiguration, runCucumber } from '@cucumber/cucumber/api';
import { createRequire } from 'node:module';
const { runConfiguration } = await loadConfiguration();
await runCucumber(runConfiguration);
createRequire(import.meta.url)('./note.cjs').note('after', 'top level');
`;
    const settings = { plugin: line(runner).slice(1), pluginOptions: { sts: { sessionName: 'by-options' } }, require: STEPS_FROM.slice(1) };
    const project = await world.project(runner, {
      'serverless.yml': serverlessYml(world.addRole('orders')),
      'cucumber.json': { default: settings },
      'run.mjs': api,
      ...FILES_OF,
    });

    const result = await world.runNode(project, ['run.mjs']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const noted = await notes(project);
    const arns = noted.filter(({ file }) => file !== 'after').map(({ env }) => env['STS_ASSUMED_ROLE_ARN']);
    expect(new Set(arns)).toEqual(new Set(['arn:aws:sts::222222222222:assumed-role/orders/by-options']));
    const after = noted.find(({ file }) => file === 'after');
    expect(after?.env).toMatchObject({ ...STRANGERS, AWS_ACCESS_KEY_ID: world.user.accessKeyId });
  });

  test('STS_ENABLED=0 assumes nothing and changes nothing', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, FILES_OF);

    const result = await world.run(runner, project, [...line(runner), ...STEPS_FROM], { STS_ENABLED: '0' });

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count()).toBe(0);
    for (const { env } of await notes(project)) expect(env).toMatchObject({ ...STRANGERS, AWS_ACCESS_KEY_ID: world.user.accessKeyId });
  });

  test.for([
    ['no configuration', false, [], {}, 'STS_CONFIG_NOT_FOUND'],
    ['a wrong option', true, ['--plugin-options', '{"sts":{"stagee":"dev"}}'], {}, 'stagee (from pluginOptions.sts)'],
    ['an endpoint that is down', true, [], { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9' }, 'STS_UNREACHABLE'],
  ] as const)('%s is told, and no scenario runs', async ([, configured, args, env, told]) => {
    await using world = await RoleWorld.make();
    const own = configured ? { 'serverless.yml': serverlessYml(world.addRole('orders')) } : {};
    const project = await world.project(runner, { ...own, ...FILES_OF });

    const result = await world.run(runner, project, [...line(runner), ...STEPS_FROM, ...args], env);

    expect(result.exitCode).not.toBe(0);
    expect(result.all).toContain(told);
    expect(await project.list('.')).not.toContain('report.ndjson');
    expect(world.sts.count()).toBe(0);
  });
});
