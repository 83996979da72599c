import { sampleOf } from '@sts/runners';
import { leftBehind, RoleWorld, serverlessYml } from '@sts/runners/consumers';
import { expect, test } from 'vitest';
import { said, saying } from './support/project.js';

const ASKING = `const { assumeRole, openSession } = await import('@sts/core');
const [create, cancel, own] = await Promise.all([openSession({ function: 'create' }), openSession({ function: 'cancel' }), assumeRole()]);
process.env.OWN_SESSIONS = [create, cancel, own].map(({ assumedRoleArn }) => assumedRoleArn.split('/')[1]).join(' ');
process.env.OWN_KEYS = String(new Set([create, cancel, own].map(({ credentials }) => credentials.accessKeyId)).size);
process.env.OWN_IS_ROLE = String(process.env.AWS_ACCESS_KEY_ID === own.credentials.accessKeyId);`;

const POOLS = ['forks', 'threads', 'vmThreads', 'vmForks'] as const;
const ROWS = sampleOf('vitest').flatMap((runner, index) =>
  [true, false].map((withLine) => ({ runner, id: runner.id, pool: POOLS[(index * 2 + (withLine ? 0 : 1)) % 4], withLine })),
);

test.for(ROWS)('$id, $pool, with the globalSetup: $withLine: roles side by side in every test file, one call for each', async (row) => {
  const { runner, pool, withLine } = row;
  await using world = await RoleWorld.make();
  const functions = ['create', 'cancel'].map((name) => `  ${name}:\n    handler: x.y\n    role: ${world.addRole(name)}\n`);
  const own = { ...(withLine ? { globalSetup: ['@sts/vitest'] } : {}), pool, maxWorkers: 2 };
  const project = await world.project(runner, {
    'vitest.config.mjs': `export default ${JSON.stringify({ test: own })};\n`,
    'serverless.yml': `service: orders\nprovider:\n  name: aws\n  region: eu-central-1\n  iam:\n    role: ${world.addRole('orders')}\nfunctions:\n${functions.join('')}`,
    ...saying({ 'a.test.mjs': ASKING, 'b.test.mjs': ASKING }),
  });

  const result = await world.run(runner, project, ['run']);

  expect(result, result.all).toMatchObject({ exitCode: 0 });
  const all = await said(project);
  expect(all).toHaveLength(2);
  for (const { env } of all) expect(env).toMatchObject({ OWN_SESSIONS: 'create cancel orders', OWN_KEYS: '3', OWN_IS_ROLE: 'true' });
  const calls = world.sts.calls.filter(({ action }) => action === 'AssumeRole');
  // The user asks for all of them: the role itself may not.
  expect(calls.map(({ callerArn }) => callerArn)).toEqual([world.user.arn, world.user.arn, world.user.arn]);
});

test('a refusal that tests of several files meet costs one call, and the next run asks anew', async () => {
  await using world = await RoleWorld.make();
  const runner = sampleOf('vitest').at(-1) ?? expect.fail('no runner');
  const role = world.addRole('create', 'somebody else');
  const meeting = `const { openSession } = await import('@sts/core');
process.env.OWN_CODE = await openSession({ function: 'create' }).catch(({ code }) => code);`;
  const project = await world.project(runner, {
    'vitest.config.mjs': "export default { test: { globalSetup: ['@sts/vitest'], fileParallelism: false } };\n",
    'serverless.yml': `${serverlessYml(world.addRole('orders'))}functions:\n  create:\n    handler: x.y\n    role: ${role}\n`,
    ...saying({ 'a.test.mjs': meeting, 'b.test.mjs': meeting, 'c.test.mjs': meeting }),
  });

  for (const calls of [2, 3]) {
    const result = await world.run(runner, project, ['run']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    // That of the tests, once for both runs.
    expect(world.sts.count('AssumeRole')).toBe(calls);
    expect(await leftBehind(project)).toEqual([]);
  }
  expect((await said(project)).map(({ env }) => env['OWN_CODE'])).toEqual(Array.from({ length: 6 }, () => 'STS_ACCESS_DENIED'));
});
