import { runnersOf } from '@sts/runners';
import { RoleWorld, serverlessYml } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';
import { install, said, saying } from './support/project.js';

const RUNNERS = runnersOf('vitest').map((runner) => ({ runner, id: runner.id }));

/** As long as the credentials last that the test file has. */
const OUTLAST =
  "while (Date.now() <= Date.parse(process.env.AWS_CREDENTIAL_EXPIRATION)) await new Promise((resolve) => setTimeout(resolve, 100));\nconsole.log('has outlasted');\nawait new Promise((resolve) => setTimeout(resolve, 1));";

/** A project for each kind of pool, one test file after another. */
const KINDS = [
  { name: 'forks', pool: 'forks', isolate: true },
  { name: 'shared', pool: 'threads', isolate: false },
  { name: 'vm', pool: 'vmThreads', isolate: true },
];

function configFile(kinds: typeof KINDS): Record<string, string> {
  const projects = kinds.map(({ name, pool, isolate }) => ({
    root: `./${name}`,
    test: {
      name,
      pool,
      isolate,
      globalSetup: ['@sts/vitest'],
      maxWorkers: 1,
      poolOptions: { [pool]: { isolate, maxThreads: 1, minThreads: 1, maxForks: 1, minForks: 1 } },
    },
  }));
  return {
    'vitest.config.mjs': `export default ${JSON.stringify({ test: { projects, maxWorkers: kinds.length, minWorkers: 1, fileParallelism: true, sequence: { sequencer: undefined } } })};\n`,
  };
}

describe.for(RUNNERS)('$id', ({ runner }) => {
  test('a test file that begins after the end of the session has the next one, in every kind of worker', async () => {
    await using world = await RoleWorld.make();
    world.sts.lifetimeSeconds = 4;
    const project = await world.project(runner, {
      ...configFile(KINDS),
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...saying(
        Object.fromEntries(
          KINDS.flatMap(({ name }) => [
            [`${name}/a.test.mjs`, `process.env.OWN_BEGAN_AT = String(Date.now());\n${OUTLAST}`],
            [`${name}/b.test.mjs`, `process.env.OWN_BEGAN_AT = String(Date.now());\n${OUTLAST}`],
          ]),
        ),
      ),
    });
    // Vitest runs setup files differently when they come from node_modules.
    await install(project);

    const result = await world.run(runner, project, ['run', '--no-file-parallelism']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const all = await said(project);
    expect(all).toHaveLength(KINDS.length * 2);
    for (const { env } of all) {
      expect(Number(env['OWN_BEGAN_AT'])).toBeLessThan(Date.parse(env['AWS_CREDENTIAL_EXPIRATION'] ?? ''));
      expect(env['AWS_SECURITY_TOKEN']).toBeUndefined();
      expect(env['STS_HANDOVER']).toBeUndefined();
    }
    for (const { name } of KINDS) {
      const keys = all.filter(({ file }) => file.startsWith(name)).map(({ env }) => env['AWS_ACCESS_KEY_ID']);
      expect(new Set(keys).size, name).toBe(2);
    }
  });
});

test('a refusal in the middle of a run is shown, the tests do not go on as anybody else, and it costs one call', async () => {
  await using world = await RoleWorld.make();
  const { runner } = RUNNERS.at(-1) ?? expect.fail('no runner');
  world.sts.lifetimeSeconds = 3;
  const project = await world.project(runner, {
    'vitest.config.mjs': "export default { test: { globalSetup: ['@sts/vitest'], fileParallelism: false } };\n",
    'serverless.yml': serverlessYml(world.addRole('orders')),
    ...saying({ 'a.test.mjs': OUTLAST, 'b.test.mjs': OUTLAST, 'c.test.mjs': OUTLAST }),
  });
  await using running = world.start(runner, project, ['run', '--disable-console-intercept']);
  await running.waitForOutput('RUN');
  await expect.poll(() => world.sts.count('AssumeRole'), { timeout: 60_000 }).toBe(1);
  world.addRole('orders', 'somebody else');

  const result = await running.result;

  expect(result.exitCode, result.all).toBe(1);
  expect(result.all).toContain('STS_ACCESS_DENIED');
  expect(await said(project)).toHaveLength(1);
  expect(world.sts.count('AssumeRole')).toBe(2);
  for (const secret of world.secrets()) expect(result.all).not.toContain(secret);
});
