import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { seed } from '../project/seed.js';
import { cleanEnv } from './clean-env.js';
import { run } from './run.js';
import { start } from './start.js';

const cwd = tmpdir();
const node = (code: string, options = {}) => run(process.execPath, ['-e', code], { cwd, ...options });

describe('the environment of a process', () => {
  const leaks = {
    AWS_ACCESS_KEY_ID: 'AKIALEAK',
    AWS_SECRET_ACCESS_KEY: 'leak',
    AWS_PROFILE: 'leak',
    AWS_CONFIG_FILE: '/leak',
    CI: 'leak',
    GITHUB_ACTIONS: 'leak',
    NODE_OPTIONS: '--no-warnings',
    STS_ROLE_ARN: 'leak',
    FORCE_COLOR: '1',
    npm_config_user_agent: 'leak',
    SOME_SECRET: 'leak',
  };
  beforeEach(() => {
    for (const [name, value] of Object.entries(leaks)) vi.stubEnv(name, value);
  });
  afterEach(() => vi.unstubAllEnvs());

  test('holds what is allowed, and nothing else of the one of the caller', async () => {
    vi.stubEnv('TMPDIR', tmpdir());
    vi.stubEnv('LANG', 'C.UTF-8');
    const { stdout } = await node('console.log(JSON.stringify(process.env))');
    const env: Record<string, string> = JSON.parse(stdout);
    expect(
      Object.keys(env)
        .filter((name) => !name.startsWith('__CF'))
        .toSorted(),
    ).toEqual([
      'AWS_CONFIG_FILE',
      'AWS_EC2_METADATA_DISABLED',
      'AWS_SHARED_CREDENTIALS_FILE',
      'HOME',
      'LANG',
      'NO_COLOR',
      'PATH',
      'TMPDIR',
    ]);
    expect(stdout).not.toMatch(/leak/i);
    expect(env).toMatchObject({ AWS_EC2_METADATA_DISABLED: 'true', NO_COLOR: '1', LANG: 'C.UTF-8' });
  });

  test('names files of AWS that do not exist', () => {
    const env = cleanEnv();
    expect([env['AWS_CONFIG_FILE'], env['AWS_SHARED_CREDENTIALS_FILE']].map((file) => existsSync(file ?? ''))).toEqual([false, false]);
  });

  test('has an empty home, which is gone afterwards', async () => {
    const { stdout } = await node(
      'const home = process.env.HOME; console.log(JSON.stringify([home, fs.readdirSync(home)])); fs.writeFileSync(home + "/x", "")',
    );
    const [home, files] = JSON.parse(stdout);
    expect(files).toEqual([]);
    expect(home).not.toBe(process.env['HOME']);
    expect(existsSync(home)).toBe(false);
  });

  test('has the home that it is given, which stays', async () => {
    await using project = await seed({ '.npmrc': '' });
    const { stdout } = await node('process.stdout.write(process.env.HOME)', { home: project.dir });
    expect(stdout).toBe(project.dir);
    expect(await project.list()).toEqual(['.npmrc']);
    expect(cleanEnv({}, { home: project.dir })['HOME']).toBe(project.dir);
  });

  test('takes variables on top, and takes away one that is undefined', async () => {
    const env = { AWS_PROFILE: 'mine', NO_COLOR: undefined };
    const { stdout } = await node('console.log(process.env.AWS_PROFILE, process.env.NO_COLOR)', { env });
    expect(stdout).toBe('mine undefined\n');
  });

  test('finds the Node.js first that the tests run on', async () => {
    expect(cleanEnv()['PATH']?.startsWith(dirname(process.execPath))).toBe(true);
    const { stdout } = await run('node', ['-p', 'process.version'], { cwd });
    expect(stdout).toBe(`${process.version}\n`);
  });
});

describe('a result', () => {
  test('tells outputs apart and together, without colours', async () => {
    const result = await node('console.log("\\x1b[31mout\\x1b[0m"); console.error("\\x1b[1merr\\x1b[22m")');
    expect(result).toEqual({
      exitCode: 0,
      signal: undefined,
      stdout: 'out\n',
      stderr: 'err\n',
      all: expect.stringMatching(/^(out\nerr\n|err\nout\n)$/),
      durationMs: expect.any(Number),
      timedOut: false,
      failure: undefined,
    });
  });

  test('of a wrong exit code is no exception', async () => {
    expect(await node('process.exit(3)')).toMatchObject({ exitCode: 3, signal: undefined, timedOut: false });
  });

  test('of a signal names it', async () => {
    expect(await node('process.kill(process.pid, "SIGTERM")')).toMatchObject({
      exitCode: undefined,
      signal: 'SIGTERM',
    });
  });

  test('of a command that is not there says so', async () => {
    const result = await run('no-such-command', [], { cwd });
    expect(result).toMatchObject({ exitCode: undefined, signal: undefined, failure: 'spawn no-such-command ENOENT' });
  });

  test('of a folder that is not there says so', async () => {
    expect((await node('', { cwd: '/no/such/folder' })).failure).toContain('/no/such/folder');
  });

  test('comes after all output, however much it is', async () => {
    const { stdout } = await node('process.stdout.write("x".repeat(3_000_000))');
    expect(stdout).toHaveLength(3_000_000);
  });
});

describe('input', () => {
  const echo = 'process.stdin.pipe(process.stdout)';

  test('is what it is given', async () => {
    expect((await node(echo, { input: 'hällo\n' })).stdout).toBe('hällo\n');
  });

  test('ends at once when there is none', async () => {
    expect(await node(echo)).toMatchObject({ exitCode: 0, stdout: '' });
  });

  test('that nobody reads is no error', async () => {
    expect(await node('process.exit(0)', { input: 'x'.repeat(1_000_000) })).toMatchObject({ exitCode: 0 });
  });
});

describe('an end before its time', () => {
  // The child has its parent's pipes: as long as it lives, there is no result.
  const family = `
    const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    child.on('spawn', () => console.log('both')); setInterval(() => {}, 1000);
  `;

  test('comes by a time-out, for all that the process has started', async () => {
    const result = await node(family, { timeoutMs: 1500 });
    expect(result).toMatchObject({ exitCode: undefined, signal: 'SIGKILL', timedOut: true });
  });

  test('comes by an abort, which is no time-out', async () => {
    const abort = new AbortController();
    const running = start(process.execPath, ['-e', family], { cwd, signal: abort.signal });
    await running.waitForOutput('both');
    abort.abort();
    expect(await running.result).toMatchObject({ signal: 'SIGKILL', timedOut: false });
  });

  test('comes by an abort that was there from the start', async () => {
    expect(await node(family, { signal: AbortSignal.abort() })).toMatchObject({ signal: 'SIGKILL' });
  });
});
