import { sampleOf } from '@sts/runners';
import { leftBehind, notes, RoleWorld, serverlessYml, specFiles, wrongNotes } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';

const SPEC = ['spec/*.test.*'];
const LINE = ['--require', '@sts/mocha', ...SPEC];

/** Where a dry run may be asked for. */
const WAYS: Readonly<Record<string, { args?: string[]; files?: Record<string, string>; env?: Record<string, string> }>> = {
  '--dry-run': { args: ['--dry-run'] },
  '--dryRun': { args: ['--dryRun'] },
  '--dry-run beside an option of Node, for which Mocha starts another process': { args: ['--dry-run', '--no-warnings'] },
  '--dry-run, parallel': { args: ['--dry-run', '--parallel', '--jobs=2'] },
  MOCHA_OPTIONS: { env: { MOCHA_OPTIONS: '--dry-run' } },
  '.mocharc.json': { files: { '.mocharc.json': '{ "dry-run": true } // yes' } },
  '.mocharc.yml, parallel': { files: { '.mocharc.yml': 'dryRun: true\nparallel: true\njobs: 2\n' } },
  '.mocharc.cjs': { files: { '.mocharc.cjs': 'module.exports = { "dry-run": true };\n' } },
  'package.json': { files: { 'package.json': '{ "name": "consumer", "mocha": { "dry-run": true } }' } },
};

describe.for(sampleOf('mocha').map((runner) => ({ runner, id: runner.id })))('$id', ({ runner }) => {
  test('a dry run asks nobody and fails for nothing, by whichever way it was asked for', async () => {
    await using world = await RoleWorld.make();
    for (const [way, { args = [], files = {}, env }] of Object.entries(WAYS)) {
      // There is no configuration, and the endpoint would refuse.
      const project = await world.project(runner, { ...specFiles('mocha', 'spec', 2), ...files });

      const result = await world.run(runner, project, [...LINE, ...args], env);

      expect(result, `${way}\n${result.all}`).toMatchObject({ exitCode: 0 });
      expect(result.all).toContain('2 passing');
      const noted = await notes(project);
      expect(new Set(noted.map(({ place }) => place)), way).toEqual(new Set(['top level', 'imported module']));
      for (const { env: seen } of noted) expect(seen).not.toHaveProperty('STS_MOCHA');
      expect(await leftBehind(project)).toEqual([]);
    }
    expect(world.sts.count()).toBe(0);
  });

  test('what is not a dry run is the role: the last word counts', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      'serverless.yml': serverlessYml(world.addRole('orders')),
      '.mocharc.json': '{ "dry-run": true }',
      ...specFiles('mocha', 'spec', 2),
    });

    const result = await world.run(runner, project, [...LINE, '--no-dry-run']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(wrongNotes(await notes(project), 'orders', world)).toEqual([]);
  });

  test.for([['--help'], ['--version'], ['--list-reporters'], ['--list-interfaces']])('%s is left alone', async ([option = '']) => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, { '.mocharc.json': '{ "require": "@sts/mocha" }', ...specFiles('mocha', 'spec', 1) });

    const result = await world.run(runner, project, [option, '--require', '@sts/mocha']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(result.all).not.toContain('STS_');
    expect(world.sts.count()).toBe(0);
  });
});
