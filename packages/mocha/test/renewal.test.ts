import type { Project, Running } from '@sts/test-kit';
import { sampleOf } from '@sts/runners';
import { FILES, leftBehind, notes, RoleWorld, serverlessYml, specFiles, wrongNotes } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';

const RUNNERS = sampleOf('mocha').map((runner) => ({ runner, id: runner.id }));
const LINE = ['--require', '@sts/mocha', 'spec/*.test.*'];
const PARALLEL = ['--parallel', '--jobs=2'];
/** Within five minutes of its end from its beginning: due at every boundary. */
const SHORT = 200;

/** Its tests wait for nothing but the end of their credentials. */
const LONG_SPEC = `const { appendFileSync } = require('node:fs');
const { setTimeout: wait } = require('node:timers/promises');
const note = () => appendFileSync(__dirname + '/ids.txt', process.env.AWS_ACCESS_KEY_ID + '\\n');
const theEnd = () => wait(Math.max(0, Date.parse(process.env.AWS_CREDENTIAL_EXPIRATION) - Date.now()) + 1);
describe('a long file', function () {
  this.timeout(30000);
  it('outlasts its credentials', () => (note(), theEnd()));
  it('has others', note);
  it('outlasts these too', theEnd);
  it('has others again', note);
});
`;

/** Runs again in watch mode, as somebody does who types it, with a report of its own. */
async function rerun(project: Project, running: Running): Promise<void> {
  await project.write('report.ndjson', '');
  running.write('rs\n');
  await running.waitForOutput(/waiting for changes/, 60_000);
}

describe.for(RUNNERS)('$id', ({ runner }) => {
  test('a parallel run that outlasts its session has fresh credentials in every test file, whatever the cache', async () => {
    await using world = await RoleWorld.make();
    world.sts.lifetimeSeconds = SHORT;
    const files = { 'serverless.yml': serverlessYml(world.addRole('orders')), ...specFiles('mocha') };
    for (const env of runner === RUNNERS[0]?.runner ? [{}, { STS_CACHE: '0' }] : [{}]) {
      const project = await world.project(runner, files);

      const result = await world.run(runner, project, [...LINE, ...PARALLEL], env);

      expect(result, result.all).toMatchObject({ exitCode: 0 });
      const noted = await notes(project);
      expect(wrongNotes(noted, 'orders', world)).toEqual([]);
      expect(noted.filter((note) => 'STS_MOCHA' in note.env)).toEqual([]);
      const tests = noted.filter(({ place }) => place === 'test');
      expect(tests).toHaveLength(FILES);
      for (const pid of new Set(tests.map((note) => note.pid))) {
        const keys = tests.filter((note) => note.pid === pid).map(({ env: { AWS_ACCESS_KEY_ID } }) => AWS_ACCESS_KEY_ID);
        expect(new Set(keys).size).toBe(keys.length);
      }
      expect(await leftBehind(project)).toEqual([]);
      for (const secret of world.secrets()) expect(result.all).not.toContain(secret);
    }
  });
});

// What Mocha 11 does in watch mode, Mocha 12 does too.
describe.for(RUNNERS.filter(({ id }) => id !== 'mocha-11'))('$id, in watch mode', ({ runner }) => {
  test.for([
    ['serial', []],
    ['parallel', PARALLEL],
  ] as const)('a rerun of watch mode, %s, has fresh credentials everywhere, and the role of a changed configuration', async ([, args]) => {
    await using world = await RoleWorld.make();
    world.sts.lifetimeSeconds = SHORT;
    const project = await world.project(runner, {
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...specFiles('mocha', 'spec', 2),
    });
    await using running = world.start(runner, project, [...LINE, ...args, '--watch']);
    await running.waitForOutput(/waiting for changes/, 60_000);
    const before = new Set((await notes(project)).map(({ env }) => env['AWS_ACCESS_KEY_ID']));

    await rerun(project, running);
    const again = await notes(project);
    expect(wrongNotes(again, 'orders', world)).toEqual([]);
    expect(again.filter(({ env }) => before.has(env['AWS_ACCESS_KEY_ID']))).toEqual([]);

    await project.write('serverless.yml', serverlessYml(world.addRole('refunds')));
    await rerun(project, running);
    expect(wrongNotes(await notes(project), 'refunds', world)).toEqual([]);
  });

  test.for([
    ['serial', []],
    ['parallel', PARALLEL],
  ] as const)('a refusal at a rerun, %s, is shown whole once, nothing runs as the caller, and the next rerun goes on', async ([, args]) => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...specFiles('mocha', 'spec', 3),
    });
    await using running = world.start(runner, project, [...LINE, ...args, '--watch']);
    await running.waitForOutput(/waiting for changes/, 60_000);
    const seen = running.output.length;

    await project.write('serverless.yml', serverlessYml(world.addRole('refunds', 'somebody else')));
    await rerun(project, running);
    const calls = world.sts.count('AssumeRole');
    const shown = running.output.slice(seen);
    expect(shown.split('The trust policy of refunds needs this statement'), shown).toHaveLength(2);
    expect(calls).toBe(2);
    const report = await notes(project);
    expect(report.filter(({ place }) => place === 'test')).toEqual([]);
    expect(report.filter(({ env }) => env['AWS_ACCESS_KEY_ID'] === world.user.accessKeyId)).toEqual([]);

    world.sts.setTrust('arn:aws:iam::222222222222:role/app/refunds', world.user.arn);
    await rerun(project, running);
    const mended = await notes(project);
    expect(wrongNotes(mended, 'refunds', world)).toEqual([]);
    expect(mended.filter(({ place }) => place === 'top level')).toHaveLength(3);
    for (const secret of world.secrets()) expect(running.output).not.toContain(secret);
  });
});

describe('a long test file', () => {
  const runner = RUNNERS.at(-1)?.runner;
  if (runner === undefined) throw new Error('there is no Mocha');

  test.for([
    ['serial', []],
    ['parallel', PARALLEL],
  ] as const)('%s, has fresh credentials in the test after the one that outlasted them', async ([, args]) => {
    await using world = await RoleWorld.make();
    world.sts.lifetimeSeconds = 2;
    const project = await world.project(runner, {
      'serverless.yml': serverlessYml(world.addRole('orders')),
      'spec/long.test.cjs': LONG_SPEC,
    });

    const result = await world.run(runner, project, [...LINE, ...args]);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const noted = (await project.read('spec/ids.txt')).trim().split('\n');
    expect(noted).toHaveLength(3);
    expect(new Set(noted).size).toBe(3);
  });

  test('a renewal may take longer than Mocha gives a hook', async () => {
    await using world = await RoleWorld.make();
    world.sts.lifetimeSeconds = SHORT;
    world.sts.fault({ kind: 'latency', latencyMs: 2200, action: 'AssumeRole', after: 1 });
    const project = await world.project(runner, {
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...specFiles('mocha', 'spec', 1),
    });

    const result = await world.run(runner, project, LINE);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count('AssumeRole')).toBe(2);
  });
});
