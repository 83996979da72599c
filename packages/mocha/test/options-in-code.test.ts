import { sampleOf } from '@sts/runners';
import { leftBehind, notes, RoleWorld, specFiles, wrongNotes } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';

const RUNNERS = sampleOf('mocha').map((runner) => ({ runner, id: runner.id }));
const NEWEST = RUNNERS.at(-1)?.runner;
if (NEWEST === undefined) throw new Error('there is no Mocha');

const COMMON_JS = (options: string): string => `module.exports = require('@sts/mocha').sts(${options});\n`;
const MODULE = (options: string): string =>
  `import { sts } from '@sts/mocha';\nexport const { mochaHooks, mochaGlobalTeardown } = sts(${options});\n`;

/** A service whose function has a role of its own. */
function yml(world: RoleWorld): string {
  return `service: orders
provider:
  name: aws
  region: eu-central-1
  iam:
    role: ${world.addRole('orders')}
functions:
  refund:
    handler: refund.handler
    role: ${world.addRole('refunds')}
custom:
  sts:
    function: refund
`;
}

const requires = (...files: string[]): string[] => files.flatMap((file) => ['--require', file]);

describe.for(RUNNERS)('$id', ({ runner }) => {
  test('a file with options, CommonJS or ES module, serial or parallel: they come first, and one call is made', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      'serverless.yml': yml(world).replace('function: refund', 'function: nobody'),
      'role.cjs': COMMON_JS("{ function: 'refund' }"),
      'role.mjs': MODULE("{ function: 'refund' }"),
      ...specFiles('mocha', 'spec', 2),
    });
    for (const args of [
      requires('./role.cjs'),
      [...requires('./role.mjs'), '--parallel', '--jobs=2'],
      // The package itself beside it says nothing more.
      requires('@sts/mocha', './role.mjs', '@sts/mocha', './role.cjs'),
    ]) {
      await project.write('report.ndjson', '');
      const result = await world.run(runner, project, [...args, 'spec/*.test.*'], { STS_FUNCTION: 'another' });

      expect(result, result.all).toMatchObject({ exitCode: 0 });
      expect(wrongNotes(await notes(project), 'refunds', world)).toEqual([]);
    }
    expect(world.sts.count('AssumeRole')).toBe(1);
  });
});

describe('a file with options', () => {
  test.for([
    [
      'names and values',
      "{ stge: 'dev', timeoutMs: 'long' }",
      ['2 options are wrong', 'Did you mean stage?', 'timeoutMs: "long"', 'from sts() of @sts/mocha'],
    ],
    ['a text', "'refund'", ['The options of sts() of @sts/mocha are a string, and should be an object.']],
    ['an array', '[]', ['The options of sts() of @sts/mocha are an array']],
    ['null', 'null', ['The options of sts() of @sts/mocha are null']],
    ['a function that is not there', "{ function: 'refnd' }", ['STS_FUNCTION_UNKNOWN', 'refund']],
  ] as const)('that is wrong in %s ends the run before anything is sent', async ([, options, words]) => {
    await using world = await RoleWorld.make();
    const project = await world.project(NEWEST, {
      'serverless.yml': yml(world),
      'role.cjs': COMMON_JS(options),
      ...specFiles('mocha', 'spec', 1),
    });

    const result = await world.run(NEWEST, project, [...requires('./role.cjs'), 'spec/*.test.*']);

    expect(result.exitCode, result.all).not.toBe(0);
    for (const word of words) expect(result.all).toContain(word);
    expect(result.all).not.toContain('    at ');
    expect(await project.list('.')).not.toContain('report.ndjson');
    expect(world.sts.count()).toBe(0);
    expect(await leftBehind(project)).toEqual([]);
  });

  test('two of them with different options are refused; which options those are is said, and not their values', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(NEWEST, {
      'serverless.yml': yml(world),
      'one.cjs': COMMON_JS("{ stage: 'dev', externalId: 'a-secret-word' }"),
      'two.cjs': COMMON_JS("{ stage: 'dev', externalId: 'another-one' }"),
      ...specFiles('mocha', 'spec', 1),
    });

    const result = await world.run(NEWEST, project, [...requires('./one.cjs', './two.cjs'), 'spec/*.test.*']);

    expect(result.exitCode, result.all).not.toBe(0);
    expect(result.all).toContain('call sts() of @sts/mocha with different options (externalId)');
    expect(result.all).not.toMatch(/a-secret-word|another-one/);
    expect(world.sts.count()).toBe(0);
  });

  test('switched off by enabled: false assumes nothing and changes nothing', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(NEWEST, { 'role.mjs': MODULE('{ enabled: false }'), ...specFiles('mocha', 'spec', 2) });

    for (const args of [[], ['--parallel', '--jobs=2']]) {
      const result = await world.run(NEWEST, project, [...requires('./role.mjs'), ...args, 'spec/*.test.*']);
      expect(result, result.all).toMatchObject({ exitCode: 0 });
    }
    expect(world.sts.count()).toBe(0);
    for (const { env } of await notes(project)) expect(env).toMatchObject({ AWS_ACCESS_KEY_ID: world.user.accessKeyId });
  });
});
