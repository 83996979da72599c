import { runnersOf } from '@sts/runners';
import { RoleWorld, serverlessYml } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';
import { install, said, saying } from './support/project.js';

/** Goes on for as long as the credentials last that the test file has. */
const OUTLAST = `console.log('has begun');
while (Date.now() <= Date.parse(process.env.AWS_CREDENTIAL_EXPIRATION)) await new Promise((resolve) => setTimeout(resolve, 100));`;

/** When it began. */
const BEGAN = 'process.env.OWN_BEGAN_AT = String(Date.now());';

const KINDS = {
  forks: { pool: 'forks', isolate: true },
  shared: { pool: 'threads', isolate: false },
  vm: { pool: 'vmThreads', isolate: true },
} as const;

// What each major does for itself: 3 sends the configuration of the beginning to all workers, 4 and 5 that of the moment.
const ROWS = [
  ['vitest-3', ['forks', 'shared']],
  ['vitest-4', ['shared']],
  ['vitest-5', ['forks', 'shared', 'vm']],
] as const;

describe.for(ROWS)('%s', ([id, kinds]) => {
  test(`a test file that begins after the end of the session has the next one: ${kinds.join(', ')}`, async () => {
    await using world = await RoleWorld.make();
    world.sts.lifetimeSeconds = 5;
    const projects = kinds.map((name) => {
      const { pool, isolate } = KINDS[name];
      return { root: `./${name}`, test: { name, pool, isolate, globalSetup: ['@sts/vitest'], poolOptions: { [pool]: { isolate } } } };
    });
    const files = kinds.flatMap((name) => [
      [`${name}/a.test.mjs`, `${BEGAN}\n${OUTLAST}`],
      [`${name}/b.test.mjs`, BEGAN],
    ]);
    const runner = runnersOf('vitest').find((one) => one.id === id) ?? expect.fail(id);
    const project = await world.project(runner, {
      // The root has its own say about pools in Vitest 3.
      'vitest.config.mjs': `export default ${JSON.stringify({ test: { projects, poolOptions: { threads: { isolate: false } } } })};\n`,
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...saying(Object.fromEntries(files)),
    });
    // Vitest treats setup files differently when they come from node_modules.
    await install(project);

    const result = await world.run(runner, project, ['run', '--no-file-parallelism']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const all = await said(project);
    expect(all).toHaveLength(files.length);
    for (const { env } of all) {
      expect(Number(env['OWN_BEGAN_AT'])).toBeLessThan(Date.parse(env['AWS_CREDENTIAL_EXPIRATION'] ?? ''));
      expect(env).not.toHaveProperty('AWS_SECURITY_TOKEN');
      expect(env).not.toHaveProperty('STS_HANDOVER');
    }
    for (const name of kinds) {
      const keys = all.filter(({ file }) => file.startsWith(name)).map(({ env }) => env['AWS_ACCESS_KEY_ID']);
      expect(new Set(keys).size, name).toBe(2);
    }
  });
});

test('a refusal in the middle of a run is shown, costs one call, and the tests do not go on as anybody else', async () => {
  await using world = await RoleWorld.make();
  const runner = runnersOf('vitest').at(-1) ?? expect.fail('no runner');
  world.sts.lifetimeSeconds = 5;
  const project = await world.project(runner, {
    'vitest.config.mjs': "export default { test: { globalSetup: ['@sts/vitest'], fileParallelism: false } };\n",
    'serverless.yml': serverlessYml(world.addRole('orders')),
    ...saying({ 'a.test.mjs': OUTLAST, 'b.test.mjs': OUTLAST, 'c.test.mjs': OUTLAST }),
  });
  await using running = world.start(runner, project, ['run', '--disable-console-intercept']);
  await running.waitForOutput('has begun', 60_000);
  const before = world.sts.count('AssumeRole');
  world.addRole('orders', 'somebody else');

  const result = await running.result;

  expect(result.exitCode, result.all).toBe(1);
  expect(result.all).toContain('STS_ACCESS_DENIED');
  expect(await said(project)).toHaveLength(1);
  expect(world.sts.count('AssumeRole')).toBe(before + 1);
  for (const secret of world.secrets()) expect(result.all).not.toContain(secret);
});
