import { runnersOf } from '@sts/runners';
import {
  FILES,
  leftBehind,
  notes,
  PLACES,
  RoleWorld,
  serverlessYml,
  specFiles,
  STRANGERS,
  withFirstLine,
  wrongNotes,
} from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';

const RUNNERS = runnersOf('playwright');
const SPECS = withFirstLine(specFiles('jest'), "const { test: it } = require('@playwright/test'); const { beforeAll } = it;");
const ONE = Object.fromEntries(Object.entries(SPECS).filter(([name]) => !/-[1-5]\.test\./.test(name)));
const BASE = { testDir: 'spec', testMatch: '*.test.*', workers: 2, fullyParallel: true, reporter: 'list' };

/** Playwright 1.50 hangs on a configuration that is an ES module on Node.js 24, with or without us. */
function config(id: string, own: object = { globalSetup: '@sts/playwright' }): Record<string, string> {
  const text = JSON.stringify({ ...BASE, ...own });
  return id === 'playwright-1.50'
    ? { 'playwright.config.cjs': `module.exports = ${text};\n` }
    : { 'playwright.config.mjs': `export default ${text};\n` };
}

describe.for(RUNNERS.map((runner) => ({ runner, id: runner.id })))('$id', ({ runner, id }) => {
  test('every place of every test file in every project is the role, for one AssumeRole, and none in the next run', async () => {
    await using world = await RoleWorld.make();
    const projects = [{ name: 'one' }, { name: 'two', testMatch: 'spec-0.test.cjs' }];
    const project = await world.project(runner, {
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...config(id, { globalSetup: '@sts/playwright', projects }),
      ...SPECS,
    });

    const first = await world.run(runner, project, ['test']);
    expect(first, first.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count('AssumeRole')).toBe(1);
    const noted = await notes(project);
    expect(wrongNotes(noted, 'orders', world)).toEqual([]);
    expect(noted.filter(({ place }) => place === 'test')).toHaveLength(FILES + 1);
    expect(new Set(noted.map(({ place }) => place))).toEqual(new Set(PLACES.filter((place) => place !== 'setup file')));

    const second = await world.run(runner, project, ['test']);
    expect(second, second.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count('AssumeRole')).toBe(1);
    expect(await leftBehind(project)).toEqual([]);
    for (const secret of world.secrets()) expect(first.all + second.all).not.toContain(secret);
  });

  test('a refusal is shown once and whole, no test runs, and it costs one call', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      'serverless.yml': serverlessYml(world.addRole('orders', 'somebody else')),
      ...config(id),
      ...SPECS,
    });

    const result = await world.run(runner, project, ['test']);

    expect(result.exitCode, result.all).toBe(1);
    expect(world.sts.count('AssumeRole')).toBe(1);
    expect(result.all.split('The trust policy of orders needs this statement')).toHaveLength(2);
    expect(result.all).toContain('STS_ACCESS_DENIED: arn:aws:iam::222222222222:user/developer may not assume');
    expect(await project.list('.')).not.toContain('report.ndjson');
    expect(await leftBehind(project)).toEqual([]);
    for (const secret of world.secrets()) expect(result.all).not.toContain(secret);
  });
});

const LATEST = RUNNERS.slice(-1).map((runner) => ({ runner, id: runner.id }));

describe.for(LATEST)('$id', ({ runner, id }) => {
  test('a TypeScript configuration takes checked options by sts(), and a later teardown is the caller again', async () => {
    await using world = await RoleWorld.make();
    const typed = `import { defineConfig } from '@playwright/test';
import { sts } from '@sts/playwright';
export default defineConfig({ ...${JSON.stringify(BASE)}, globalSetup: ['./first.cjs', sts({ sessionName: 'by-sts' })] });
`;
    const teardown = `const { note } = require('./note.cjs'); module.exports = () => () => note('all', 'setup file');\n`;
    const project = await world.project(runner, {
      'serverless.yml': serverlessYml(world.addRole('orders')),
      'playwright.config.ts': typed,
      'first.cjs': teardown,
      ...ONE,
    });

    const result = await world.run(runner, project, ['test']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const noted = await notes(project);
    const inTests = noted.filter(({ place }) => place !== 'setup file');
    const arns = inTests.map(({ env }) => env['STS_ASSUMED_ROLE_ARN']);
    expect(new Set(arns)).toEqual(new Set(['arn:aws:sts::222222222222:assumed-role/orders/by-sts']));
    const [after] = noted.filter(({ place }) => place === 'setup file');
    expect(after?.env).toMatchObject({ ...STRANGERS, AWS_ACCESS_KEY_ID: world.user.accessKeyId });
    expect(after?.env).not.toHaveProperty('STS_ASSUMED_ROLE_ARN');
  });

  test('a wrong option of sts() is told with its place', async () => {
    await using world = await RoleWorld.make();
    const typed = `import { sts } from '@sts/playwright';\nexport default { ...${JSON.stringify(BASE)}, globalSetup: sts({ stagee: 'dev' }) };\n`;
    const project = await world.project(runner, { 'playwright.config.mjs': typed, ...ONE });

    const result = await world.run(runner, project, ['test']);

    expect(result.exitCode).toBe(1);
    expect(result.all).toContain('STS_OPTIONS_INVALID');
    expect(result.all).toContain('stagee (from sts() in the Playwright configuration)');
  });

  test('a web server starts before the setup, as the caller; with the register it is the role, for the same one call', async () => {
    await using world = await RoleWorld.make();
    const server = `require('./note.cjs').note(process.argv[2], 'setup file');
require('node:http').createServer((_, answer) => answer.end('ok')).listen(0, '127.0.0.1', function () { console.log('port ' + this.address().port); });
`;
    const wait = { stdout: /port (\d+)/.source };
    const text = `const wait = { stdout: new RegExp(${JSON.stringify(wait.stdout)}) };
export default { ...${JSON.stringify(BASE)}, globalSetup: '@sts/playwright', webServer: [
  { command: 'node --require @sts/playwright/register server.cjs registered', wait },
  { command: 'node server.cjs plain', wait },
] };
`;
    const project = await world.project(runner, {
      'serverless.yml': serverlessYml(world.addRole('orders')),
      'playwright.config.mjs': text,
      'server.cjs': server,
      ...ONE,
    });

    const result = await world.run(runner, project, ['test'], { GITHUB_ACTIONS: 'true' });

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count('AssumeRole')).toBe(1);
    // Only at the beginning of a line it hides what stands behind it, and Playwright puts a text before what a server writes.
    expect(result.all.match(/.*::add-mask::/g)).toEqual(Array(3).fill('::add-mask::'));
    const noted = await notes(project);
    expect(
      wrongNotes(
        noted.filter(({ file }) => file !== 'plain'),
        'orders',
        world,
      ),
    ).toEqual([]);
    expect(noted.map(({ file }) => file)).toContain('registered');
    expect(noted.find(({ file }) => file === 'plain')?.env['AWS_ACCESS_KEY_ID']).toBe(world.user.accessKeyId);
  });

  test('STS_ENABLED=0 assumes nothing and changes nothing', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, { ...config(id), ...ONE });

    const result = await world.run(runner, project, ['test'], { STS_ENABLED: '0' });

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count()).toBe(0);
    for (const { env } of await notes(project)) expect(env).toMatchObject({ ...STRANGERS, AWS_ACCESS_KEY_ID: world.user.accessKeyId });
  });

  test('--list assumes nothing', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, { 'serverless.yml': serverlessYml(world.addRole('orders')), ...config(id), ...ONE });

    const result = await world.run(runner, project, ['test', '--list']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count()).toBe(0);
  });
});
