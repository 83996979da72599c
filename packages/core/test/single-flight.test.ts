import { rm, stat, symlink, mkdir, chmod } from 'node:fs/promises';
import path from 'node:path';
import { type Project, run, type RunResult, seed, start, startStsEndpoint } from '@sts/test-kit';
import { describe, expect, test } from 'vitest';

const CORE = path.resolve(import.meta.dirname, '..');
const ROLE = 'arn:aws:iam::222222222222:role/app/orders';
const ASK = `const { assumeRole } = require('@sts/core');
assumeRole().then(
  ({ credentials }) => console.log('KEY ' + credentials.accessKeyId),
  (error) => { console.log(error.code); process.exitCode = 1; },
);
`;

async function world() {
  const sts = await startStsEndpoint();
  const user = sts.addUser({ name: 'developer', account: '222222222222' });
  sts.addRole({ arn: ROLE, trust: user.arn });
  const project = await seed(
    {
      'package.json': { name: 'consumer' },
      'serverless.yml': `service: orders\nprovider:\n  name: aws\n  region: eu-central-1\n  iam:\n    role: ${ROLE}\n`,
      'ask.cjs': ASK,
    },
    { links: { '@sts/core': CORE } },
  );
  const env = { AWS_ACCESS_KEY_ID: user.accessKeyId, AWS_SECRET_ACCESS_KEY: user.secretAccessKey, AWS_ENDPOINT_URL_STS: sts.url };
  return {
    sts,
    user,
    project,
    env,
    ask: (more: Record<string, string> = {}): Promise<RunResult> =>
      run(process.execPath, ['ask.cjs'], { cwd: project.dir, env: { ...env, ...more } }),
    start: () => start(process.execPath, ['ask.cjs'], { cwd: project.dir, env }),
    [Symbol.asyncDispose]: async () => {
      await project.remove();
      await sts.close();
    },
  };
}

/** But for the notes of starts. */
async function cacheFiles(project: Project): Promise<string[]> {
  return (await project.list('node_modules/.cache/sts')).filter((file) => !file.endsWith('.start.json'));
}

describe('one AssumeRole', () => {
  test('for 16 processes at once, none for 16 more, and all have the same key', async () => {
    await using w = await world();
    const first = await Promise.all(Array.from({ length: 16 }, () => w.ask()));
    expect(w.sts.count('AssumeRole')).toBe(1);
    const second = await Promise.all(Array.from({ length: 16 }, () => w.ask()));
    expect(w.sts.count('AssumeRole')).toBe(1);
    expect(new Set([...first, ...second].map(({ stdout }) => stdout.trim()))).toEqual(
      new Set([`KEY ${w.sts.issued[0]?.accessKeyId ?? ''}`]),
    );
    expect(await cacheFiles(w.project)).toHaveLength(1);
  });

  test('is made by another when the one who calls is killed', async () => {
    await using w = await world();
    const fault = w.sts.fault({ kind: 'hold', action: 'AssumeRole' });
    const holder = w.start();
    await w.sts.waitForCall('AssumeRole');
    const others = Array.from({ length: 3 }, () => w.ask());
    holder.kill('SIGKILL');
    await holder.result;
    const results = await Promise.all(others);
    fault.release();

    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    expect(w.sts.count('AssumeRole')).toBe(2);
    expect((await cacheFiles(w.project)).filter((file) => !file.endsWith('.json'))).toEqual([]);
  });

  test('is good for its caller when the folder of the cache is removed meanwhile, as a new installation does', async () => {
    await using w = await world();
    const hold = w.sts.fault({ kind: 'hold', action: 'AssumeRole' });
    const asking = w.ask();
    await w.sts.waitForCall('AssumeRole');
    await rm(w.project.path('node_modules/.cache'), { recursive: true });
    hold.release();
    expect(await asking).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('KEY ') });
    expect(w.sts.count('AssumeRole')).toBe(1);
  });

  test('that is refused is refused to all who were running, and asked anew by who comes later', async () => {
    await using w = await world();
    w.sts.setTrust(ROLE, 'arn:aws:iam::222222222222:user/somebody-else');
    const hold = w.sts.fault({ kind: 'hold', action: 'AssumeRole' });
    const running = Array.from({ length: 4 }, () => w.ask());
    await w.sts.waitForCall('AssumeRole');
    // All of them wait for the one call by the time it is let go, or find its refusal.
    hold.release();
    const results = await Promise.all(running);
    expect(results.map(({ stdout }) => stdout.trim())).toEqual(Array.from({ length: 4 }, () => 'STS_ACCESS_DENIED'));
    expect(w.sts.count('AssumeRole')).toBe(1);

    w.sts.setTrust(ROLE, w.user.arn);
    expect(await w.ask()).toMatchObject({ exitCode: 0 });
    expect(w.sts.count('AssumeRole')).toBe(2);
    expect((await cacheFiles(w.project)).every((file) => /\/[0-9a-f]{40}\.json$/.test(file))).toBe(true);
  });

  test('is made anew for another secret of the same key, within five minutes of the end, and without a cache', async () => {
    await using w = await world();
    await w.ask();
    expect((await w.ask({ AWS_SECRET_ACCESS_KEY: 'another' })).stdout.trim()).toBe('STS_SIGNATURE_INVALID');
    expect(w.sts.count('AssumeRole')).toBe(2);
    await w.ask({ STS_CACHE: '0' });
    expect(w.sts.count('AssumeRole')).toBe(3);

    await using short = await world();
    short.sts.lifetimeSeconds = 290;
    await short.ask();
    await short.ask();
    expect(short.sts.count('AssumeRole')).toBe(2);
  });
});

describe('the cache', () => {
  test('is a file of mode 0600 in a folder of mode 0700, without a source credential', async () => {
    await using w = await world();
    await w.ask();
    const [file = ''] = await cacheFiles(w.project);
    expect((await stat(w.project.path(file))).mode & 0o777).toBe(0o600);
    expect((await stat(path.dirname(w.project.path(file)))).mode & 0o777).toBe(0o700);
    const text = await w.project.read(file);
    expect(text).not.toContain(w.user.secretAccessKey);
    expect(text).not.toContain(w.user.accessKeyId);
  });

  test('that is truncated or edited by hand counts for nothing', async () => {
    await using w = await world();
    await w.ask();
    const [file = ''] = await cacheFiles(w.project);
    const text = await w.project.read(file);
    const flipped = (at: number): string => {
      const bytes = Buffer.from((JSON.parse(text) as { sealed: string }).sealed, 'base64');
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return JSON.stringify({ sealed: bytes.toString('base64') });
    };
    for (const broken of [
      text.slice(0, 40),
      '',
      '{}',
      '{"sealed":""}',
      '{"sealed":7}',
      flipped(0),
      flipped(12),
      flipped(28),
      flipped(200),
    ]) {
      const before = w.sts.count('AssumeRole');
      await w.project.write(file, broken);
      expect(await w.ask()).toMatchObject({ exitCode: 0 });
      expect(w.sts.count('AssumeRole')).toBe(before + 1);
    }
  });

  test('is refused when the folder or the file is a link or open to others, and nothing is sent', async () => {
    await using w = await world();
    await w.ask();
    const [file = ''] = await cacheFiles(w.project);
    const folder = path.dirname(w.project.path(file));

    await chmod(w.project.path(file), 0o644);
    expect((await w.ask()).stdout.trim()).toBe('STS_CACHE_UNSAFE');
    await rm(w.project.path(file));
    await symlink('/dev/null', w.project.path(file));
    expect((await w.ask()).stdout.trim()).toBe('STS_CACHE_UNSAFE');
    await rm(folder, { recursive: true });
    await mkdir(folder, { mode: 0o755 });
    expect((await w.ask()).stdout.trim()).toBe('STS_CACHE_UNSAFE');
    await rm(folder, { recursive: true });
    await mkdir(w.project.path('elsewhere'), { mode: 0o700 });
    await symlink(w.project.path('elsewhere'), folder);
    expect((await w.ask()).stdout.trim()).toBe('STS_CACHE_UNSAFE');
    expect(w.sts.count('AssumeRole')).toBe(1);
  });

  test('answers without the STS client being loaded', async () => {
    await using w = await world();
    await w.project.write(
      'loaded.cjs',
      `${ASK}process.once('exit', () => console.log(Object.keys(require.cache).some((file) => /@aws-sdk|@smithy/.test(file))));\n`,
    );
    const cold = await run(process.execPath, ['loaded.cjs'], { cwd: w.project.dir, env: w.env });
    const warm = await run(process.execPath, ['loaded.cjs'], { cwd: w.project.dir, env: w.env });
    expect(cold.stdout).toContain('true');
    expect(warm.stdout).toContain('false');
  });
});
