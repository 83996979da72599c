import { runnersOf } from '@sts/runners';
import { leftBehind, notes, PLACES, RoleWorld, serverlessYml, specFiles, STRANGERS, wrongNotes } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';
import { startWebDriver } from './support/web-driver.js';

const FILES = 2;
const BESIDE = ['@wdio/local-runner', '@wdio/mocha-framework'];
const SPECS = specFiles('mocha-esm', 'spec', FILES);

/** With a note of who the hooks of the configuration are, before and after the run. */
function config(port: number, services = "'@sts/webdriverio'", first = ''): Record<string, string> {
  return {
    'wdio.conf.mjs': `import { createRequire } from 'node:module';
${first}
const { note } = createRequire(import.meta.url)('./note.cjs');
export const config = {
  runner: 'local', framework: 'mocha', mochaOpts: { ui: 'bdd', timeout: 60000 }, specs: ['./spec/*.test.mjs'], maxInstances: 2,
  hostname: '127.0.0.1', port: ${port}, path: '/', logLevel: 'error', connectionRetryCount: 0,
  capabilities: [{ browserName: 'chrome', 'wdio:enforceWebDriverClassic': true }],
  services: [${services}],
  onPrepare: () => note('config', 'setup file'),
};
`,
  };
}

describe.for(runnersOf('wdio').map((runner) => ({ runner, id: runner.id })))('$id', ({ runner }) => {
  test('every place of every worker is the role, for one AssumeRole, and none in the next run', async () => {
    await using world = await RoleWorld.make();
    await using driver = await startWebDriver();
    const files = { 'serverless.yml': serverlessYml(world.addRole('orders')), ...config(driver.port), ...SPECS };
    const project = await world.project(runner, files, BESIDE);

    const first = await world.run(runner, project, ['run', 'wdio.conf.mjs']);
    expect(first, first.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count('AssumeRole')).toBe(1);
    const noted = await notes(project);
    expect(wrongNotes(noted, 'orders', world)).toEqual([]);
    expect(noted.filter(({ place }) => place === 'test')).toHaveLength(FILES);
    expect(new Set(noted.map(({ place }) => place))).toEqual(new Set(PLACES));

    const second = await world.run(runner, project, ['run', 'wdio.conf.mjs']);
    expect(second, second.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count('AssumeRole')).toBe(1);
    expect(await leftBehind(project)).toEqual([]);
    for (const secret of world.secrets()) expect(first.all + second.all).not.toContain(secret);
  });

  test('a refusal is shown once and whole, no worker is started, and it costs one call', async () => {
    await using world = await RoleWorld.make();
    await using driver = await startWebDriver();
    const yml = serverlessYml(world.addRole('orders', 'somebody else'));
    const project = await world.project(runner, { 'serverless.yml': yml, ...config(driver.port), ...SPECS }, BESIDE);

    const result = await world.run(runner, project, ['run', 'wdio.conf.mjs']);

    expect(result.exitCode, result.all).toBe(1);
    expect(world.sts.count('AssumeRole')).toBe(1);
    expect(result.all.split('The trust policy of orders needs this statement')).toHaveLength(2);
    expect(result.all).toContain('STS_ACCESS_DENIED: arn:aws:iam::222222222222:user/developer may not assume');
    expect(await project.list('.')).not.toContain('report.ndjson');
    expect(await leftBehind(project)).toEqual([]);
    for (const secret of world.secrets()) expect(result.all).not.toContain(secret);
  });

  test('sts() has the options, and the environment is put back after the run', async () => {
    await using world = await RoleWorld.make();
    await using driver = await startWebDriver();
    const launch = `import { Launcher } from '@wdio/cli';
import { createRequire } from 'node:module';
process.exitCode = await new Launcher('wdio.conf.mjs').run();
createRequire(import.meta.url)('./note.cjs').note('after', 'top level');
`;
    const conf = config(driver.port, "sts({ sessionName: 'by-options' })", "import { sts } from '@sts/webdriverio';");
    const files = { 'serverless.yml': serverlessYml(world.addRole('orders')), ...conf, 'run.mjs': launch, ...SPECS };
    const project = await world.project(runner, files, BESIDE);

    const result = await world.runNode(project, ['run.mjs']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const noted = await notes(project);
    const arns = noted.filter(({ file }) => file !== 'after').map(({ env }) => env['STS_ASSUMED_ROLE_ARN']);
    expect(new Set(arns)).toEqual(new Set(['arn:aws:sts::222222222222:assumed-role/orders/by-options']));
    const after = noted.find(({ file }) => file === 'after');
    expect(after?.env).toMatchObject({ ...STRANGERS, AWS_ACCESS_KEY_ID: world.user.accessKeyId });
  });

  test('a worker that starts late has fresh credentials when the old ones end soon', async () => {
    await using world = await RoleWorld.make();
    world.sts.lifetimeSeconds = 200;
    await using driver = await startWebDriver();
    const files = {
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...config(driver.port),
      ...specFiles('mocha-esm', 'spec', 1),
    };
    const project = await world.project(runner, files, BESIDE);

    const result = await world.run(runner, project, ['run', 'wdio.conf.mjs']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const noted = await notes(project);
    const keyOf = (found: string): string | undefined => noted.find(({ place }) => place === found)?.env['AWS_ACCESS_KEY_ID'];
    expect(wrongNotes(noted, 'orders', world)).toEqual([]);
    expect(keyOf('test')).not.toBe(keyOf('setup file'));
  });

  test('a renewal that is refused ends the run as a failure, and nothing runs as the caller', async () => {
    await using world = await RoleWorld.make();
    world.sts.lifetimeSeconds = 200;
    world.sts.fault({
      kind: 'error',
      code: 'AccessDenied',
      message: 'no longer',
      status: 403,
      action: 'AssumeRole',
      after: 1,
      times: 'always',
    });
    await using driver = await startWebDriver();
    const files = {
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...config(driver.port),
      ...specFiles('mocha-esm', 'spec', 1),
    };
    const project = await world.project(runner, files, BESIDE);

    const result = await world.run(runner, project, ['run', 'wdio.conf.mjs']);

    expect(result.exitCode, result.all).toBe(1);
    expect(result.all).toContain('STS_ACCESS_DENIED');
    expect(wrongNotes(await notes(project), 'orders', world)).toEqual([]);
  });

  test('STS_ENABLED=0 assumes nothing and changes nothing', async () => {
    await using world = await RoleWorld.make();
    await using driver = await startWebDriver();
    const project = await world.project(runner, { ...config(driver.port), ...SPECS }, BESIDE);

    const result = await world.run(runner, project, ['run', 'wdio.conf.mjs'], { STS_ENABLED: '0' });

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count()).toBe(0);
    for (const { env } of await notes(project)) expect(env).toMatchObject({ ...STRANGERS, AWS_ACCESS_KEY_ID: world.user.accessKeyId });
  });

  test.for([
    ['no configuration', false, "'@sts/webdriverio'", {}, 'STS_CONFIG_NOT_FOUND'],
    ['a wrong option', true, "['@sts/webdriverio', { stagee: 'dev' }]", {}, 'stagee (from the options of the service @sts/webdriverio)'],
    ['an endpoint that is down', true, "'@sts/webdriverio'", { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9' }, 'STS_UNREACHABLE'],
  ] as const)('%s is told, and no worker is started', async ([, configured, services, env, told]) => {
    await using world = await RoleWorld.make();
    const own = configured ? { 'serverless.yml': serverlessYml(world.addRole('orders')) } : {};
    const project = await world.project(runner, { ...own, ...config(9, services), ...SPECS }, BESIDE);

    const result = await world.run(runner, project, ['run', 'wdio.conf.mjs'], env);

    expect(result.exitCode).toBe(1);
    expect(result.all).toContain(told);
    expect(await project.list('.')).not.toContain('report.ndjson');
    expect(world.sts.count()).toBe(0);
  });
});
