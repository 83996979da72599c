import { runnersOf } from '@sts/runners';
import { FILES, leftBehind, notes, PLACES, RoleWorld, serverlessYml, specFiles, STRANGERS, wrongNotes } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';

const CONFIG = { 'bunfig.toml': '[test]\npreload = ["@sts/bun"]\n' };
const SPECS = specFiles('vitest');
const ONE = Object.fromEntries(Object.entries(SPECS).filter(([name]) => !/-[1-5]\.test\./.test(name)));
const FILES_OF = Object.keys(SPECS).filter((name) => name.includes('.test.'));
const MODES = [
  ['one process', []],
  ['a fresh global object for each file', ['--isolate']],
  ['worker processes', ['--parallel=2', '--parallel-delay=0']],
] as const;

describe.for(runnersOf('bun').map((runner) => ({ runner, id: runner.id })))('$id', ({ runner }) => {
  test.for(MODES)('%s: every place is the role, for one AssumeRole, and none in the next run', async ([, args]) => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, { 'serverless.yml': serverlessYml(world.addRole('orders')), ...CONFIG, ...SPECS });

    const first = await world.run(runner, project, ['test', ...args, ...FILES_OF]);
    expect(first, first.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count('AssumeRole')).toBe(1);
    const noted = await notes(project);
    expect(wrongNotes(noted, 'orders', world)).toEqual([]);
    expect(noted.filter(({ place }) => place === 'test')).toHaveLength(FILES);
    expect(new Set(noted.map(({ place }) => place))).toEqual(new Set(PLACES.filter((place) => place !== 'setup file')));

    const second = await world.run(runner, project, ['test', ...args, ...FILES_OF]);
    expect(second, second.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count('AssumeRole')).toBe(1);
    expect(await leftBehind(project)).toEqual([]);
    for (const secret of world.secrets()) expect(first.all + second.all).not.toContain(secret);
  });

  test('what Bun starts without an environment is the role too, and has a given one as it is given', async () => {
    await using world = await RoleWorld.make();
    const spec = `import { expect, test } from 'bun:test';
import { $, spawn, spawnSync } from 'bun';
const ECHO = ['sh', '-c', 'echo "$STS_ASSUMED_ROLE_ARN|$AWS_CREDENTIAL_SCOPE|$OWN"'];
const ROLE = 'arn:aws:sts::222222222222:assumed-role/orders/orders-dev-test';
test('spawns', async () => {
  expect(await new Response(spawn(ECHO).stdout).text()).toBe(ROLE + '||\\n');
  expect(await new Response(Bun.spawn({ cmd: ECHO }).stdout).text()).toBe(ROLE + '||\\n');
  expect(String(spawnSync(ECHO).stdout)).toBe(ROLE + '||\\n');
  expect(String(Bun.spawnSync({ cmd: ECHO }).stdout)).toBe(ROLE + '||\\n');
  expect(String(Bun.spawnSync(ECHO, { env: { OWN: 'own', PATH: process.env.PATH } }).stdout)).toBe('||own\\n');
  expect(await $\`sh -c \${ECHO[2]}\`.text()).toBe(ROLE + '||\\n');
});
class Sub extends Worker {}
test.each([
  [(url: URL) => new Worker(url), (ROLE + '|| ').repeat(3)],
  [(url: URL) => new Worker(url, { name: 'named', preload: './preload.ts' }), (ROLE + '||preloaded ').repeat(3)],
  [(url: URL) => new Sub(url), (ROLE + '|| ').repeat(3)],
  [(url: URL) => new Worker(url, { env: { OWN: 'own', PATH: process.env.PATH } }), '||own '.repeat(3)],
])('workers %#', async (make, seen) => {
  const worker = make(new URL('./worker.ts', import.meta.url));
  expect(worker).toBeInstanceOf(Worker);
  expect((await new Promise((resolve) => { worker.onmessage = resolve; })).data).toBe(seen);
  worker.terminate();
});
`;
    const worker = `const said = ({ STS_ASSUMED_ROLE_ARN = '', AWS_CREDENTIAL_SCOPE = '', OWN = '' }) => [STS_ASSUMED_ROLE_ARN, AWS_CREDENTIAL_SCOPE, OWN].join('|') + ' ';
const child = Bun.spawnSync([process.execPath, '-p', 'JSON.stringify(process.env)']);
const nested = new Worker(new URL('./nested.ts', import.meta.url));
nested.onmessage = ({ data }) => postMessage([process.env, JSON.parse(String(child.stdout)), data].map(said).join(''));
`;
    const project = await world.project(runner, {
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...CONFIG,
      'spawn.test.ts': spec,
      'worker.ts': worker,
      'nested.ts': 'postMessage({ ...process.env });\n',
      'preload.ts': "process.env.OWN = 'preloaded';\n",
    });

    for (const args of [[], ['--isolate']]) {
      const result = await world.run(runner, project, ['test', ...args, './spawn.test.ts']);
      expect(result, result.all).toMatchObject({ exitCode: 0 });
    }
  });

  test('a program of the configuration is who asks, where the preload is one of every process', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      'bunfig.toml': 'preload = ["./guard.cjs", "@sts/bun"]\n[test]\npreload = ["./guard.cjs", "@sts/bun"]\n',
      // Ends what would start without end.
      'guard.cjs': `const { appendFileSync, statSync } = require('node:fs');
appendFileSync('starts.txt', '.');
if (statSync('starts.txt').size > 8) process.kill(process.pid, 'SIGKILL');
`,
      'serverless.mjs': `import { execFileSync } from 'node:child_process';
await undefined;
const role = String(execFileSync(process.execPath, ['role.cjs'], { cwd: import.meta.dirname }));
export default { service: 'orders', provider: { name: 'aws', region: 'eu-central-1', iam: { role } } };
`,
      'role.cjs': `process.stdout.write(${JSON.stringify(world.addRole('orders'))})`,
      ...ONE,
    });

    const result = await world.run(runner, project, ['test']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count('AssumeRole')).toBe(1);
    expect(wrongNotes(await notes(project), 'orders', world)).toEqual([]);
  });

  test.for(MODES)('%s: a refusal is shown whole, no test runs, and it costs one call', async ([mode, args]) => {
    await using world = await RoleWorld.make();
    const yml = serverlessYml(world.addRole('orders', 'somebody else'));
    const project = await world.project(runner, { 'serverless.yml': yml, ...CONFIG, ...SPECS });

    const result = await world.run(runner, project, ['test', ...args, ...FILES_OF]);

    expect(result.exitCode, result.all).toBe(1);
    expect(world.sts.count('AssumeRole')).toBe(1);
    const shown = result.all.split('The trust policy of orders needs this statement').length - 1;
    // Bun starts a new worker for each file that a worker could not run.
    if (mode === 'worker processes') expect(shown).toBeGreaterThan(0);
    else expect(shown).toBe(1);
    expect(result.all).toContain('STS_ACCESS_DENIED: arn:aws:iam::222222222222:user/developer may not assume');
    expect(await project.list('.')).not.toContain('report.ndjson');
    // No worker knows which is the last: the next answer, or the next sweep, takes the record of the refusal away.
    expect(await leftBehind(project)).toHaveLength(mode === 'worker processes' ? 1 : 0);
    for (const secret of world.secrets()) expect(result.all).not.toContain(secret);
  });

  test('a rerun in watch mode asks anew, so that it has fresh credentials', async () => {
    await using world = await RoleWorld.make();
    world.sts.lifetimeSeconds = 200;
    const project = await world.project(runner, { 'serverless.yml': serverlessYml(world.addRole('orders')), ...CONFIG, ...ONE });
    const [spec = ''] = FILES_OF;
    await using running = world.start(runner, project, ['test', '--watch', spec]);
    await running.waitForOutput(/Ran \d+ test/, 60_000);
    const before = (await notes(project)).find(({ place }) => place === 'test');

    await project.write('report.ndjson', '');
    await project.write(spec, `${await project.read(spec)}// changed\n`);
    await running.waitForOutput(/Ran \d+ test/, 60_000);

    const after = await notes(project);
    expect(wrongNotes(after, 'orders', world)).toEqual([]);
    for (const { env } of after) expect(env['AWS_ACCESS_KEY_ID']).not.toBe(before?.env['AWS_ACCESS_KEY_ID']);
  });

  test('STS_ENABLED=0 assumes nothing and changes nothing', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, { ...CONFIG, ...ONE });

    const result = await world.run(runner, project, ['test'], { STS_ENABLED: '0' });

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count()).toBe(0);
    for (const { env } of await notes(project)) expect(env).toMatchObject({ ...STRANGERS, AWS_ACCESS_KEY_ID: world.user.accessKeyId });
  });

  test.for([
    ['no configuration', false, {}, 'STS_CONFIG_NOT_FOUND'],
    ['a wrong option', true, { STS_DURATION_SECONDS: '5' }, 'STS_OPTIONS_INVALID'],
    ['an endpoint that is down', true, { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9' }, 'STS_UNREACHABLE'],
  ] as const)('%s has its code, and no test runs', async ([, configured, env, code]) => {
    await using world = await RoleWorld.make();
    const own = configured ? { 'serverless.yml': serverlessYml(world.addRole('orders')) } : {};
    const project = await world.project(runner, { ...own, ...CONFIG, ...ONE });

    const result = await world.run(runner, project, ['test'], env);

    expect(result.exitCode).toBe(1);
    expect(result.all).toContain(code);
    expect(await project.list('.')).not.toContain('report.ndjson');
    expect(world.sts.count()).toBe(0);
  });
});
