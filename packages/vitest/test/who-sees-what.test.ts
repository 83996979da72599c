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

const RUNNERS = runnersOf('vitest');
const POOLS = ['forks', 'threads', 'vmThreads', 'vmForks'] as const;
const ROWS = RUNNERS.flatMap((runner) => POOLS.map((pool) => ({ runner, pool, id: runner.id })));

function config(more: object = {}): Record<string, string> {
  const own = { globals: true, globalSetup: ['@sts/vitest'], setupFiles: ['./setup.cjs'], maxWorkers: 2, testTimeout: 30_000, ...more };
  return { 'vitest.config.mjs': `export default ${JSON.stringify({ test: own })};\n` };
}

describe.for(ROWS)('$id, $pool', ({ runner, pool }) => {
  test('every place of every test file is the role, for one AssumeRole, and none in the next run', async () => {
    await using world = await RoleWorld.make();
    const files = { ...config({ pool }), 'serverless.yml': serverlessYml(world.addRole('orders')), ...setupFile(), ...specFiles('vitest') };
    const project = await world.project(runner, files);

    const first = await world.run(runner, project, ['run']);
    expect(first, first.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count('AssumeRole')).toBe(1);
    const noted = await notes(project);
    expect(wrongNotes(noted, 'orders', world)).toEqual([]);
    expect(noted.filter(({ place }) => place === 'test')).toHaveLength(FILES);
    expect(new Set(noted.map(({ place }) => place))).toEqual(new Set(PLACES));

    const second = await world.run(runner, project, ['run']);
    expect(second, second.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count('AssumeRole')).toBe(1);
    expect(await leftBehind(project)).toEqual([]);
    for (const secret of world.secrets()) expect(first.all + second.all).not.toContain(secret);
  });
});

describe.for(sampleOf('vitest').map((runner) => ({ runner, id: runner.id })))('$id', ({ runner }) => {
  test('each project is its own role, and one without the line keeps the caller’s credentials', async () => {
    await using world = await RoleWorld.make();
    const withRole = (['orders', 'bills'] as const).flatMap((name) => [
      [`${name}/serverless.yml`, serverlessYml(world.addRole(name))],
      [`${name}/vitest.config.mjs`, `export default { test: { name: '${name}', globals: true, globalSetup: ['@sts/vitest'] } };\n`],
      ...Object.entries(specFiles('vitest', `${name}/spec`, 2)),
    ]);
    const project = await world.project(runner, {
      'vitest.config.mjs': "export default { test: { projects: ['orders', 'bills', 'plain'] } };\n",
      ...Object.fromEntries(withRole),
      'plain/vitest.config.mjs': "export default { test: { name: 'plain', globals: true } };\n",
      ...specFiles('vitest', 'plain/spec', 2),
    });

    const result = await world.run(runner, project, ['run']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const noted = await notes(project);
    const of = (name: string) => noted.filter(({ file }) => file.startsWith(name));
    expect(wrongNotes(of('orders'), 'orders', world)).toEqual([]);
    expect(wrongNotes(of('bills'), 'bills', world)).toEqual([]);
    for (const { env } of of('plain')) expect(env).toMatchObject({ ...STRANGERS, AWS_ACCESS_KEY_ID: world.user.accessKeyId });
    const assumed = world.sts.calls.filter(({ action }) => action === 'AssumeRole');
    expect(assumed.map(({ callerArn }) => callerArn)).toEqual([world.user.arn, world.user.arn]);
  });

  test('a rerun in watch mode has fresh credentials when the old ones end soon', async () => {
    await using world = await RoleWorld.make();
    world.sts.lifetimeSeconds = 200;
    const project = await world.project(runner, {
      ...config(),
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...setupFile(),
      ...specFiles('vitest', 'spec', 1),
    });
    await using running = world.start(runner, project, ['--watch']);
    await running.waitForOutput(/Waiting for file changes/, 60_000);
    const before = (await notes(project)).find(({ place }) => place === 'test');

    await project.write('report.ndjson', '');
    const spec = 'spec/spec-0.test.mjs';
    await project.write(spec, `${await project.read(spec)}// changed\n`);
    await running.waitForOutput(/Waiting for file changes/, 60_000);

    const after = await notes(project);
    expect(wrongNotes(after, 'orders', world)).toEqual([]);
    const keys = new Set(after.map(({ env }) => env['AWS_ACCESS_KEY_ID']));
    expect(keys.size).toBe(1);
    expect(keys).not.toContain(before?.env['AWS_ACCESS_KEY_ID']);
    expect(world.sts.count('AssumeRole')).toBe(2);
  });

  test('a refusal is shown once and whole, ends the run as a failure, and costs one call', async () => {
    await using world = await RoleWorld.make();
    const role = world.addRole('orders', 'somebody else');
    const project = await world.project(runner, {
      ...config(),
      'serverless.yml': serverlessYml(role),
      ...setupFile(),
      ...specFiles('vitest'),
    });

    const result = await world.run(runner, project, ['run']);

    expect(result.exitCode, result.all).toBe(1);
    expect(world.sts.count('AssumeRole')).toBe(1);
    expect(result.all.split('The trust policy of orders needs this statement')).toHaveLength(2);
    expect(result.all).toContain('STS_ACCESS_DENIED: arn:aws:iam::222222222222:user/developer may not assume');
    expect(await leftBehind(project)).toEqual([]);
    for (const secret of world.secrets()) expect(result.all).not.toContain(secret);
  });

  test('STS_ENABLED=0 assumes nothing and changes nothing', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, { ...config(), ...setupFile(), ...specFiles('vitest', 'spec', 2) });

    const result = await world.run(runner, project, ['run'], { STS_ENABLED: '0' });

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
    const project = await world.project(runner, { ...config(), ...own, ...setupFile(), ...specFiles('vitest', 'spec', 2) });

    const result = await world.run(runner, project, ['run'], env);

    expect(result.exitCode).toBe(1);
    expect(result.all).toContain(code);
    expect(await leftBehind(project)).toEqual([]);
    expect(world.sts.count()).toBe(0);
  });
});
