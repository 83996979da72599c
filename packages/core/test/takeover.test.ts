import { spawnSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { start } from '@sts/test-kit';
import { describe, expect, test } from 'vitest';
import { thisHolder } from '../src/cache/holder.js';
import { ACCOUNT, consumer, type Consumer } from './consumer.js';

const WHO = 'return (await core.openSession()).accountId';

/** The key of the question that the consumer's scripts ask, and the folder of its files. */
async function place(c: Consumer): Promise<{ folder: string; key: string }> {
  await c.script(WHO);
  const [file = ''] = await c.cacheFiles();
  await c.project.write(file, 'no answer');
  return { folder: path.dirname(c.project.path(file)), key: path.basename(file, '.json') };
}

/** A process id that means nobody. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

describe('a lock that was left behind', () => {
  test.each([
    ['by a process that is gone', (mine: object) => JSON.stringify({ ...mine, pid: deadPid() }), 1200],
    [
      'by an earlier process with an id that is in use again',
      (mine: object) => JSON.stringify({ ...mine, pid: process.pid, started: '1' }),
      1200,
    ],
    ['in another container, without a heartbeat', (mine: object) => JSON.stringify({ ...mine, world: 'elsewhere' }), 3500],
    ['half written', () => '{"pid":', 3500],
  ])('%s is taken over, by one of many', async (_what, holder, atMost) => {
    await using c = await consumer();
    const { folder, key } = await place(c);
    await writeFile(path.join(folder, `${key}.lock.7`), holder(thisHolder('t')), { mode: 0o600 });
    const started = performance.now();
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => c.script(WHO)));
    expect(outcomes.map(({ value }) => value)).toEqual(Array(4).fill(ACCOUNT));
    expect(performance.now() - started).toBeLessThan(atMost + 2000);
    expect(c.sts.count('AssumeRole')).toBe(2);
    expect(await c.cacheFiles()).toEqual([expect.stringMatching(/\/[0-9a-f]{40}\.json$/)]);
  });
});

test('a holder that is killed while STS is silent lets the others go on within two seconds', async () => {
  await using c = await consumer();
  c.sts.fault({ kind: 'silent' });
  const script = `require('@sts/core').openSession().then(() => console.log('done'))`;
  await using holder = start(process.execPath, ['-e', script], { cwd: c.project.dir, env: c.env });
  await c.sts.waitForCall('AssumeRole');
  const others = Array.from({ length: 5 }, () => c.script<number>(`await core.openSession(); return Date.now()`));
  holder.kill('SIGKILL');
  await holder.result;
  const killedAt = Date.now();
  for (const { value } of await Promise.all(others)) expect((value ?? Number.NaN) - killedAt).toBeLessThan(2000 + START_MS);
  expect(c.sts.count('AssumeRole')).toBe(2);
  expect((await c.cacheFiles()).filter((file) => !file.endsWith('.json'))).toEqual([]);
});

/** The others are started with the kill: five processes on two cores take this long until they ask. */
const START_MS = 2000;

describe('the door for who cannot wait', () => {
  const SYNC = `const { openSessionSync, removeRefusals } = require('@sts/core/runner');
    const open = () => openSessionSync({}, { cwd: process.cwd(), env: process.env, optionsFrom: 'the test', refusalsSince: performance.timeOrigin });`;

  test('answers without giving way: by a helper when cold, from the cache when warm', async () => {
    await using c = await consumer();
    const { value } = await c.script<unknown[]>(`${SYNC} let turned = false; setImmediate(() => { turned = true; });
      const one = open(); const two = open();
      return [turned, one.credentials, one.credentials.expiration instanceof Date, two.credentials.accessKeyId, one.target.roleArn]`);
    const [issued] = c.sts.issued;
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = issued ?? {};
    expect(value).toEqual([
      false,
      { accessKeyId, secretAccessKey, sessionToken, expiration: expiration?.toISOString() },
      true,
      accessKeyId,
      'arn:aws:iam::222222222222:role/app/orders',
    ]);
    expect(c.sts.count()).toBe(1);
  });

  test('refuses with the code, message and hint that an open question has, once for all, and leaves nothing when told so', async () => {
    await using c = await consumer({ role: { trust: 'arn:aws:iam::222222222222:user/x' } });
    const { value } = await c.script<
      string[][]
    >(`${SYNC} const errors = [1, 2].map(() => { try { return open(); } catch (error) { return error; } });
      removeRefusals();
      return errors.map((error) => [error.code, error.message, error.hint, String(core.isStsError(error))])`);
    expect(value?.[0]).toEqual([
      'STS_ACCESS_DENIED',
      expect.stringContaining('user/developer may not assume'),
      expect.stringContaining('"Effect": "Allow"'),
      'true',
    ]);
    expect(value?.[1]).toEqual(value?.[0]);
    expect(c.sts.count()).toBe(1);
    expect(await c.cacheFiles()).toEqual([]);
  });

  test('does not take a debugger into its helper', async () => {
    await using c = await consumer();
    const { value, result } = await c.script(`${SYNC} process.env.NODE_OPTIONS = '--inspect-brk=127.0.0.1:0'; return open().accountId`, {
      STS_TIMEOUT_MS: '5000',
    });
    expect(value).toBe(ACCOUNT);
    expect(result.stderr).not.toContain('Debugger');
  });
});

test('a folder that may not be written does without a cache', async ({ skip }) => {
  skip(process.getuid?.() === 0 || process.platform === 'win32', 'this user may write everywhere');
  await using c = await consumer();
  await mkdir(c.project.path('closed'), { mode: 0o500 });
  expect((await c.script(WHO, { STS_CACHE: 'closed' })).value).toBe(ACCOUNT);
  await chmod(c.project.path('closed'), 0o700);
});
