import { runnersOf, sampleOf } from '@sts/runners';
import { RoleWorld, serverlessYml } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';
import { said, saying, sessions } from './support/project.js';

const RUNNERS = sampleOf('vitest').map((runner) => ({ runner, id: runner.id }));
const DONE = /Waiting for file changes|Tests failed. Watching/;

describe.for(RUNNERS)('$id', ({ runner }) => {
  test('a refusal at a rerun is shown and ends nothing: a mended configuration counts at the next one', async () => {
    await using world = await RoleWorld.make();
    const own = { globalSetup: ['@sts/vitest'], pool: 'threads', isolate: false, poolOptions: { threads: { isolate: false } } };
    const text = saying({ 'a.test.mjs': '' })['a.test.mjs'] ?? '';
    const project = await world.project(runner, {
      'vitest.config.mjs': `export default ${JSON.stringify({ test: own })};\n`,
      'serverless.yml': serverlessYml(world.addRole('orders', 'somebody else')),
      ...saying({ 'a.test.mjs': '' }),
    });
    await using running = world.start(runner, project, ['--watch']);
    // Vitest writes it to the other output than what it waits for: either may come first.
    const told = (code: string): Promise<void> => expect.poll(() => running.output, { timeout: 60_000 }).toContain(code);
    let reruns = 0;
    const rerun = async (serverless: string): Promise<void> => {
      await project.write('serverless.yml', serverless);
      await project.write('said.ndjson', '');
      await project.write('a.test.mjs', `${text}// ${++reruns}\n`);
      await running.waitForOutput(DONE, 60_000);
    };

    // Refused from the start: the run waits for what is mended all the same.
    await running.waitForOutput(DONE, 60_000);
    await told('STS_ACCESS_DENIED');
    expect(await said(project)).toEqual([]);
    await rerun(serverlessYml(world.addRole('bills')));
    expect(await sessions(project)).toEqual({ 'a.test.mjs': 'bills/orders-dev-test' });
    await rerun('service: orders\nprovider:\n  name: aws\n');
    await told('STS_ROLE_MISSING');
    expect(await said(project)).toEqual([]);
    await rerun(serverlessYml(world.addRole('last')));
    expect(await sessions(project)).toEqual({ 'a.test.mjs': 'last/orders-dev-test' });
    expect((await said(project))[0]?.provided).toMatchObject({ roleArn: world.addRole('last') });
    expect(world.sts.count('AssumeRole')).toBe(3);
    for (const secret of world.secrets()) expect(running.output).not.toContain(secret);
  });
});

// Vitest 3 keeps such workers for the next run, and takes back nothing of what it set.
test('a variable of the code that the configuration has no more is gone at the rerun', async () => {
  await using world = await RoleWorld.make();
  const runner = runnersOf('vitest').find(({ id }) => id === 'vitest-3') ?? expect.fail('no Vitest 3');
  const own = { globalSetup: ['@sts/vitest'], poolOptions: { threads: { isolate: false } } };
  const serverless = serverlessYml(world.addRole('orders'));
  const files = saying({ 'a.test.mjs': '' });
  const project = await world.project(runner, {
    'vitest.config.mjs': `export default ${JSON.stringify({ test: own })};\n`,
    'serverless.yml': `${serverless}  environment: { OWN_TABLE: orders, OWN_LEVEL: debug }\n`,
    ...files,
  });
  await using running = world.start(runner, project, ['--watch', '--pool=threads'], { STS_ENVIRONMENT: 'true', OWN_LEVEL: 'own' });
  await running.waitForOutput(DONE, 60_000);

  await project.write('serverless.yml', serverless);
  await project.write('a.test.mjs', `${files['a.test.mjs']}// changed\n`);
  await running.waitForOutput(DONE, 60_000);

  const [before, after] = (await said(project)).map(({ env }) => env);
  expect(before).toMatchObject({ OWN_TABLE: 'orders', OWN_LEVEL: 'debug' });
  expect(after).toMatchObject({ OWN_LEVEL: 'own', STS_ASSUMED_ROLE_ARN: before?.['STS_ASSUMED_ROLE_ARN'] });
  expect(after).not.toHaveProperty('OWN_TABLE');
});
