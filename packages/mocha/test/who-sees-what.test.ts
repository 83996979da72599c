import { rename } from 'node:fs/promises';
import { runnersOf, sampleOf } from '@sts/runners';
import { FILES, leftBehind, notes, PLACES, RoleWorld, serverlessYml, specFiles, STRANGERS, wrongNotes } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';

const RUNNERS = runnersOf('mocha');
const MODES = [
  { mode: 'serial, CommonJS', kind: 'mocha', args: [] },
  { mode: 'serial, ES modules', kind: 'mocha-esm', args: [] },
  { mode: 'parallel, CommonJS', kind: 'mocha', args: ['--parallel', '--jobs=2'] },
  { mode: 'parallel, ES modules', kind: 'mocha-esm', args: ['--parallel', '--jobs=2'] },
] as const;
const ROWS = RUNNERS.flatMap((runner) => MODES.map((mode) => ({ ...mode, runner, id: runner.id })));

const LINE = ['--require', '@sts/mocha', '--timeout=30000', 'spec/*.test.*'];

describe.for(ROWS)('$id, $mode', ({ runner, kind, args }) => {
  test('every place of every test file is the role, for one AssumeRole, and none in the next run', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, { 'serverless.yml': serverlessYml(world.addRole('orders')), ...specFiles(kind) });

    const first = await world.run(runner, project, [...LINE, ...args]);
    expect(first, first.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count('AssumeRole')).toBe(1);
    const noted = await notes(project);
    expect(wrongNotes(noted, 'orders', world)).toEqual([]);
    expect(noted.filter(({ place }) => place === 'test')).toHaveLength(FILES);
    // Mocha has no setup files.
    expect(new Set(noted.map(({ place }) => place))).toEqual(new Set(PLACES.filter((place) => place !== 'setup file')));

    const second = await world.run(runner, project, [...LINE, ...args]);
    expect(second, second.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count('AssumeRole')).toBe(1);
    expect(await leftBehind(project)).toEqual([]);
    for (const secret of world.secrets()) expect(first.all + second.all).not.toContain(secret);
  });

  test('a refusal is shown once and whole, ends the run as a failure, and costs one call', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      'serverless.yml': serverlessYml(world.addRole('orders', 'somebody else')),
      ...specFiles(kind),
    });

    const result = await world.run(runner, project, [...LINE, ...args]);

    expect(result.exitCode, result.all).not.toBe(0);
    expect(world.sts.count('AssumeRole')).toBe(1);
    expect(result.all.split('The trust policy of orders needs this statement')).toHaveLength(2);
    expect(result.all).toContain('STS_ACCESS_DENIED: arn:aws:iam::222222222222:user/developer may not assume');
    expect(await leftBehind(project)).toEqual([]);
    for (const secret of world.secrets()) expect(result.all).not.toContain(secret);
  });
});

describe.for(sampleOf('mocha').map((runner) => ({ runner, id: runner.id })))('$id', ({ runner }) => {
  test('a rerun in watch mode has fresh credentials when the old ones end soon', async () => {
    await using world = await RoleWorld.make();
    world.sts.lifetimeSeconds = 200;
    const project = await world.project(runner, {
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...specFiles('mocha', 'spec', 1),
    });
    await using running = world.start(runner, project, [...LINE, '--watch']);
    await running.waitForOutput(/waiting for changes/, 60_000);
    const before = (await notes(project)).find(({ place }) => place === 'test');

    await project.write('report.ndjson', '');
    const spec = 'spec/spec-0.test.cjs';
    // In one step: a file that is seen half written is run half written.
    await project.write('changed.txt', `${await project.read(spec)}// changed\n`);
    await rename(project.path('changed.txt'), project.path(spec));
    await running.waitForOutput(/waiting for changes/, 60_000);

    const tests = (await notes(project)).filter(({ place }) => place === 'test' || place === 'child process');
    expect(wrongNotes(tests, 'orders', world)).toEqual([]);
    for (const { env } of tests) expect(env['AWS_ACCESS_KEY_ID']).not.toBe(before?.env['AWS_ACCESS_KEY_ID']);
  });

  test('a profile that a .env file brings back is taken out again, and one that a test sets stays', async () => {
    await using world = await RoleWorld.make();
    const top = "const { note } = require('../note.cjs');\n";
    const project = await world.project(runner, {
      'app/serverless.yml': serverlessYml(world.addRole('orders')),
      // There is no such profile: nothing may be asked with it either.
      'app/.env': 'AWS_PROFILE=dev\nAWS_STS_ACCESS_KEY=AKIADEVELOPER\n',
      'spec/hook.test.cjs': `${top}describe('a hook', () => {
  before(() => process.loadEnvFile('app/.env'));
  it('is the role', () => note('hook', 'test'));
});
`,
      'spec/own.test.cjs': `${top}describe('a profile of its own', () => {
  it('is set', () => { process.env.AWS_PROFILE = 'own'; });
  it('is there', () => note('own', 'test'));
  after(() => { delete process.env.AWS_PROFILE; });
});
`,
      'spec/top.test.cjs': `${top}process.loadEnvFile('app/.env');\nit('is the role', () => note('top', 'test'));\n`,
    });
    for (const args of [[], ['--parallel', '--jobs=2']]) {
      await project.write('report.ndjson', '');
      const result = await world.run(runner, project, [...LINE, ...args], { STS_CONFIG: 'app/serverless.yml' });

      expect(result, result.all).toMatchObject({ exitCode: 0 });
      const noted = await notes(project);
      expect(wrongNotes(noted, 'orders', world)).toEqual([]);
      const seen = noted.map(({ file, env }) => [file, env['AWS_PROFILE'], env['AWS_STS_ACCESS_KEY']]);
      expect(seen.toSorted()).toEqual([
        ['hook', undefined, undefined],
        ['own', 'own', undefined],
        ['top', undefined, undefined],
      ]);
    }
    expect(world.sts.count('AssumeRole')).toBe(1);
  });

  test('STS_ENABLED=0 assumes nothing and changes nothing', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, specFiles('mocha', 'spec', 2));

    const result = await world.run(runner, project, LINE, { STS_ENABLED: '0' });

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
    const project = await world.project(runner, { ...own, ...specFiles('mocha', 'spec', 2) });

    const result = await world.run(runner, project, LINE, env);

    expect(result.exitCode).not.toBe(0);
    expect(result.all).toContain(code);
    expect(await leftBehind(project)).toEqual([]);
    expect(world.sts.count()).toBe(0);
  });
});
