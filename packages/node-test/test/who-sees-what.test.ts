import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
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

/** The Node.js of the workspace, and others by their paths in `STS_NODES`. */
const NODES = [process.execPath, ...(process.env['STS_NODES'] ?? '').split(path.delimiter)].filter((node) => node !== '');
const LINE = ['--require', '@sts/node-test', '--test'];

const COMMON_JS = withFirstLine(specFiles('mocha'), "const { before, it } = require('node:test');");
const MODULES = withFirstLine(specFiles('mocha-esm'), "import { before, it } from 'node:test';");
const filesOf = (given: Record<string, string>): string[] => Object.keys(given).filter((file) => file.includes('.test.'));

describe.for(NODES.map((node) => ({ node, id: node === process.execPath ? process.version : node })))('Node.js $id', ({ node }) => {
  test.for([
    ['--require, CommonJS', LINE, COMMON_JS],
    ['--import, ES modules', ['--import', '@sts/node-test', '--test'], MODULES],
  ] as const)('%s: every place is the role, for one AssumeRole, and none in the next run', async ([, line, specs]) => {
    await using world = await RoleWorld.make();
    const project = await world.project(undefined, { 'serverless.yml': serverlessYml(world.addRole('orders')), ...specs });

    const first = await world.runNode(project, [...line, ...filesOf(specs)], {}, node);
    expect(first, first.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count('AssumeRole')).toBe(1);
    const noted = await notes(project);
    expect(wrongNotes(noted, 'orders', world)).toEqual([]);
    expect(noted.filter(({ place }) => place === 'test')).toHaveLength(FILES);
    // There are no setup files.
    expect(new Set(noted.map(({ place }) => place))).toEqual(new Set(PLACES.filter((place) => place !== 'setup file')));

    const second = await world.runNode(project, [...line, ...filesOf(specs)], {}, node);
    expect(second, second.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count('AssumeRole')).toBe(1);
    expect(await leftBehind(project)).toEqual([]);
    for (const secret of world.secrets()) expect(first.all + second.all).not.toContain(secret);
  });

  test('a refusal is shown once and whole, no file is started, and it costs one call', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(undefined, {
      'serverless.yml': serverlessYml(world.addRole('orders', 'somebody else')),
      ...MODULES,
    });

    const result = await world.runNode(project, [...LINE, ...filesOf(MODULES)], {}, node);

    expect(result.exitCode, result.all).toBe(1);
    expect(world.sts.count('AssumeRole')).toBe(1);
    expect(result.all.split('The trust policy of orders needs this statement')).toHaveLength(2);
    expect(result.all).toMatch(/^STS_ACCESS_DENIED: arn:aws:iam::222222222222:user\/developer may not assume/);
    expect(await project.list('.')).not.toContain('report.ndjson');
    expect(await leftBehind(project)).toEqual([]);
    for (const secret of world.secrets()) expect(result.all).not.toContain(secret);
  });

  test('with --import a refusal is shown for each file, none of which runs, and it still costs one call', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(undefined, {
      'serverless.yml': serverlessYml(world.addRole('orders', 'somebody else')),
      ...MODULES,
    });

    const result = await world.runNode(
      project,
      ['--import', '@sts/node-test', '--test', '--test-concurrency=1', ...filesOf(MODULES)],
      {},
      node,
    );

    expect(result.exitCode, result.all).toBe(1);
    expect(world.sts.count('AssumeRole')).toBe(1);
    expect(result.all.split('The trust policy of orders needs this statement')).toHaveLength(FILES + 1);
    expect(await project.list('.')).not.toContain('report.ndjson');
  });
});

test('without a cache there is one AssumeRole all the same: the files inherit the role', async () => {
  await using world = await RoleWorld.make();
  const project = await world.project(undefined, { 'serverless.yml': serverlessYml(world.addRole('orders')), ...MODULES });

  const result = await world.runNode(project, [...LINE, ...filesOf(MODULES)], { STS_CACHE: '0' });

  expect(result, result.all).toMatchObject({ exitCode: 0 });
  expect(world.sts.count('AssumeRole')).toBe(1);
  expect(wrongNotes(await notes(project), 'orders', world)).toEqual([]);
});

/** Counts the processes of Node.js, and ends what would start without end. */
const GUARD = `const { appendFileSync, readFileSync } = require('node:fs');
appendFileSync(__dirname + '/starts.txt', process.pid + '\\n');
if (readFileSync(__dirname + '/starts.txt', 'utf8').split('\\n').length > 14) process.kill(process.pid, 'SIGKILL');
`;

test.for([
  ['--require', '@sts/node-test', ''],
  ['--import', '@sts/node-test', ''],
  ['--require', '@sts/node-test', '--test'],
  ['--require', '@sts/playwright/register', ''],
  ['--require', '@sts/cucumber/register', ''],
] as const)('NODE_OPTIONS with %s %s, node %s: what is started on the way to the role is who asks, and ends', async ([flag, name, arg]) => {
  await using world = await RoleWorld.make();
  const project = await world.project(undefined, {
    // A program that starts one of its own.
    'serverless.js': `const role = String(require('node:child_process').execFileSync(process.execPath, ['role.cjs'], { cwd: __dirname }));
module.exports = { service: 'orders', provider: { name: 'aws', region: 'eu-central-1', iam: { role } } };
`,
    'role.cjs': `process.stdout.write(${JSON.stringify(world.addRole('orders'))})`,
    // Gets the source credentials.
    'login.cjs': `const { USER_KEY, USER_SECRET } = process.env;
console.log(JSON.stringify({ Version: 1, AccessKeyId: USER_KEY, SecretAccessKey: USER_SECRET }));`,
    'aws-config': `[default]\ncredential_process = ${process.execPath} login.cjs\n`,
    'guard.cjs': GUARD,
    'who.cjs': "require('node:fs').writeFileSync('who.txt', process.env.STS_ASSUMED_ROLE_ARN + '|' + process.env.STS_HELPER)",
  });
  const env = {
    NODE_OPTIONS: `--require ./guard.cjs ${flag} ${name}`,
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_DEFAULT_PROFILE: undefined,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: undefined,
    AWS_CONFIG_FILE: project.path('aws-config'),
    USER_KEY: world.user.accessKeyId,
    USER_SECRET: world.user.secretAccessKey,
  };

  const result = await world.runNode(project, [arg, 'who.cjs'].filter(Boolean), env);

  expect(result, result.all).toMatchObject({ exitCode: 0 });
  expect(await project.read('who.txt')).toBe('arn:aws:sts::222222222222:assumed-role/orders/orders-dev-test|undefined');
  expect(world.sts.count('AssumeRole')).toBe(1);
  const started = (await project.read('starts.txt')).trim().split('\n').map(Number);
  // Who asks, the helper, two for the source credentials, and role.cjs for each that reads the configuration.
  expect(started.length).toBeLessThanOrEqual(arg === '--test' ? 9 : 6);
  for (const pid of started) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

const TYPED = `import { it } from 'node:test';
const role: string | undefined = process.env['STS_ASSUMED_ROLE_ARN'];
it('is typed', () => { if (role === undefined) throw new Error('no role'); });
`;

test('tests that all run in one process are the role, one in TypeScript among them', async () => {
  await using world = await RoleWorld.make();
  const project = await world.project(undefined, {
    'serverless.yml': serverlessYml(world.addRole('orders')),
    'spec/typed.test.ts': TYPED,
    ...MODULES,
  });

  const result = await world.runNode(project, [...LINE, '--test-isolation=none', 'spec/typed.test.ts', ...filesOf(MODULES)]);

  expect(result, result.all).toMatchObject({ exitCode: 0 });
  expect(result.all).toMatch(/pass 7\b/);
  expect(world.sts.count('AssumeRole')).toBe(1);
  const noted = await notes(project);
  expect(wrongNotes(noted, 'orders', world)).toEqual([]);
  expect(noted.filter(({ place }) => place === 'test')).toHaveLength(FILES);
});

test('in watch mode the files of a rerun ask for themselves, so that they have fresh credentials', async () => {
  await using world = await RoleWorld.make();
  const spec = 'spec/spec-0.test.mjs';
  const project = await world.project(undefined, { 'serverless.yml': serverlessYml(world.addRole('orders')), ...MODULES });
  await using running = world.startNode(project, [...LINE, '--watch', spec]);
  await running.waitForOutput(/duration_ms/, 60_000);
  const before = (await notes(project)).find(({ place }) => place === 'test');

  await project.write('report.ndjson', '');
  // As when it has come to its end.
  await rm(project.path('node_modules/.cache'), { recursive: true });
  // In one step: a file that is seen half written is run half written.
  await project.write('changed.txt', `${await project.read(spec)}// changed\n`);
  await rename(project.path('changed.txt'), project.path(spec));
  await running.waitForOutput(/duration_ms/, 60_000);

  const after = await notes(project);
  expect(wrongNotes(after, 'orders', world)).toEqual([]);
  expect(after.map(({ place }) => place)).toContain('test');
  for (const { env } of after) expect(env['AWS_ACCESS_KEY_ID']).not.toBe(before?.env['AWS_ACCESS_KEY_ID']);
});

test('in GitHub Actions the runner hides the credentials, and no report of it has them', async () => {
  await using world = await RoleWorld.make();
  const project = await world.project(undefined, { 'serverless.yml': serverlessYml(world.addRole('orders')), ...MODULES });
  const args = ['--test-reporter=tap', '--test-reporter-destination=out.tap', 'spec/spec-0.test.mjs'];

  const result = await world.runNode(project, [...LINE, ...args], { GITHUB_ACTIONS: 'true' });

  expect(result, result.all).toMatchObject({ exitCode: 0 });
  expect(result.stderr.match(/^::add-mask::/gm)).toHaveLength(3);
  const report = await project.read('out.tap');
  expect(report).toContain('pass');
  for (const secret of world.secrets()) expect(report).not.toContain(secret);
});

test('a script that calls run() is the role by an import, and with it the files that it runs', async () => {
  await using world = await RoleWorld.make();
  const script = `import '@sts/node-test';
import { run } from 'node:test';
const files = process.argv.slice(2);
const stream = run({ files });
stream.on('test:fail', () => { process.exitCode = 1; });
stream.resume();
`;
  const project = await world.project(undefined, {
    'serverless.yml': serverlessYml(world.addRole('orders')),
    'run.mjs': script,
    ...MODULES,
  });

  const result = await world.runNode(project, ['run.mjs', ...filesOf(MODULES).map((file) => project.path(file))]);

  expect(result, result.all).toMatchObject({ exitCode: 0 });
  expect(world.sts.count('AssumeRole')).toBe(1);
  const noted = await notes(project);
  expect(wrongNotes(noted, 'orders', world)).toEqual([]);
  expect(noted.filter(({ place }) => place === 'test')).toHaveLength(FILES);
});

test('the module of --test-global-setup is the role too', async () => {
  await using world = await RoleWorld.make();
  const setup = `import { createRequire } from 'node:module';
export const globalSetup = () => createRequire(import.meta.url)('./note.cjs').note('all', 'setup file');
`;
  const project = await world.project(undefined, {
    'serverless.yml': serverlessYml(world.addRole('orders')),
    'setup.mjs': setup,
    ...MODULES,
  });

  const result = await world.runNode(project, [...LINE, '--test-global-setup=setup.mjs', 'spec/spec-0.test.mjs']);

  expect(result, result.all).toMatchObject({ exitCode: 0 });
  expect(world.sts.count('AssumeRole')).toBe(1);
  const noted = await notes(project);
  expect(wrongNotes(noted, 'orders', world)).toEqual([]);
  expect(new Set(noted.map(({ place }) => place))).toEqual(new Set(PLACES));
});

test('what of the variables of the code is left out is told once, by the runner', async () => {
  await using world = await RoleWorld.make();
  const variables = '  environment:\n    TABLE: orders\n    QUEUE:\n      Ref: Queue\n';
  const yml = `${serverlessYml(world.addRole('orders'))}${variables}`;
  const project = await world.project(undefined, { 'serverless.yml': yml, ...MODULES });

  const result = await world.runNode(project, [...LINE, ...filesOf(MODULES).slice(0, 2)], { STS_ENVIRONMENT: 'true' });

  expect(result, result.all).toMatchObject({ exitCode: 0 });
  expect(result.all.split('not in the environment of the tests')).toHaveLength(2);
  expect(result.all).toContain('QUEUE');
});

test('STS_ENABLED=0 assumes nothing and changes nothing', async () => {
  await using world = await RoleWorld.make();
  const project = await world.project(undefined, MODULES);

  const result = await world.runNode(project, [...LINE, 'spec/spec-0.test.mjs'], { STS_ENABLED: '0' });

  expect(result, result.all).toMatchObject({ exitCode: 0 });
  expect(world.sts.count()).toBe(0);
  for (const { env } of await notes(project)) expect(env).toMatchObject({ ...STRANGERS, AWS_ACCESS_KEY_ID: world.user.accessKeyId });
});

test.for([
  ['no configuration', false, {}, 'STS_CONFIG_NOT_FOUND'],
  ['a wrong option', true, { STS_DURATION_SECONDS: '5' }, 'STS_OPTIONS_INVALID'],
  ['an endpoint that is down', true, { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9' }, 'STS_UNREACHABLE'],
] as const)('%s has its code, no test runs, and nothing is left behind', async ([, configured, env, code]) => {
  await using world = await RoleWorld.make();
  const own = configured ? { 'serverless.yml': serverlessYml(world.addRole('orders')) } : {};
  const project = await world.project(undefined, { ...own, ...MODULES });

  const result = await world.runNode(project, [...LINE, 'spec/spec-0.test.mjs'], env);

  expect(result.exitCode).toBe(1);
  expect(result.all).toMatch(new RegExp(`^${code}`));
  expect(await project.list('.')).not.toContain('report.ndjson');
  expect(await leftBehind(project)).toEqual([]);
  expect(world.sts.count()).toBe(0);
});
