import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { consumer, type Consumer } from './consumer.js';

const KEY_ID = 'return (await core.openSession()).credentials.accessKeyId';

/** Small disks of their own can be had by root on Linux, in containers only where those allow it. */
function mounts(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root may mount a file system';
  const probe = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { encoding: 'utf8' });
  return probe.status === 0 ? undefined : `no file system can be mounted here: ${probe.stderr || probe.error?.message || ''}`;
}

const noMounts = mounts();

/** A disk of so many KiB at a folder, for the time of a test. */
function disk(folder: string, options: string): Disposable {
  mkdirSync(folder, { recursive: true });
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `mode=700,${options}`, 'tmpfs', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return { [Symbol.dispose]: () => void spawnSync('umount', ['--lazy', folder]) };
}

/** Takes all room but so many KiB. */
function fill(folder: string, leaveKiB: number): void {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(path.join(folder, 'filling'), Buffer.alloc(Math.max(0, bavail * bsize - leaveKiB * 1024)), { mode: 0o600 });
}

async function place(c: Consumer): Promise<string> {
  const folder = c.project.path('node_modules/.cache/sts');
  mkdirSync(path.dirname(folder), { recursive: true });
  return folder;
}

describe.each([
  ['has room for a lock and not for an answer', 4],
  ['is full', 0],
])('a disk for the cache that %s', (_what, leaveKiB) => {
  test('costs the cache and nothing else: no error, nothing half-written', async ({ skip }) => {
    if (noMounts !== undefined) skip(noMounts);
    await using c = await consumer();
    const folder = await place(c);
    using _disk = disk(folder, 'size=64k');
    fill(folder, leaveKiB);
    for (let run = 0; run < 2; run++) {
      const { value, result } = await c.script(KEY_ID);
      expect(value).toBe(c.sts.issued[run]?.accessKeyId);
      expect(result.stderr).toBe('');
    }
    expect(readdirSync(folder)).toEqual(['filling']);

    rmSync(path.join(folder, 'filling'));
    await c.script(KEY_ID);
    await c.script(KEY_ID);
    expect(c.sts.count('AssumeRole')).toBe(3);
  });
});

test('a disk without a file left for the cache is done without', async ({ skip }) => {
  if (noMounts !== undefined) skip(noMounts);
  await using c = await consumer();
  const folder = await place(c);
  using _disk = disk(folder, 'size=64k,nr_inodes=1');
  expect((await c.script(KEY_ID)).value).toBe(c.sts.issued[0]?.accessKeyId);
  expect(readdirSync(folder)).toEqual([]);
});

test('a disk that is read-only is read from, and not written to', async ({ skip }) => {
  if (noMounts !== undefined) skip(noMounts);
  await using c = await consumer();
  const folder = await place(c);
  using _disk = disk(folder, 'size=64k');
  await c.script(KEY_ID);
  spawnSync('mount', ['-o', 'remount,ro', folder]);
  expect((await c.script(KEY_ID)).value).toBe(c.sts.issued[0]?.accessKeyId);
  // Another question has no answer there, and none is kept.
  for (let run = 1; run < 3; run++) {
    expect((await c.script(KEY_ID, { STS_SESSION_NAME: 'another' })).value).toBe(c.sts.issued[run]?.accessKeyId);
  }
});

test('a full disk for the key of the cache means no cache, and no error', async ({ skip }) => {
  if (noMounts !== undefined) skip(noMounts);
  await using c = await consumer();
  const runtime = `${c.project.dir}-runtime`;
  using _disk = disk(runtime, 'size=16k');
  fill(runtime, 0);
  const env = { XDG_RUNTIME_DIR: runtime, TMPDIR: runtime };
  for (let run = 0; run < 2; run++) expect((await c.script(KEY_ID, env)).value).toBe(c.sts.issued[run]?.accessKeyId);
  expect(await c.cacheFiles()).toEqual([]);
});

describe('what belongs to somebody else', () => {
  const notRoot = process.platform === 'win32' || process.getuid?.() !== 0 ? 'only root may give files away' : undefined;

  test.for<[string, (folder: string) => void]>([
    ['the folder of the cache', (folder) => chownSync(folder, 1, 1)],
    ['an answer in it', (folder) => readdirSync(folder).forEach((name) => chownSync(path.join(folder, name), 1, 1))],
  ])('%s, is refused with whose it is, and nothing is sent', async ([_what, give], { skip }) => {
    if (notRoot !== undefined) skip(notRoot);
    await using c = await consumer();
    await c.script(KEY_ID);
    give(c.project.path('node_modules/.cache/sts'));
    const { error } = await c.script(KEY_ID);
    expect(error).toMatchObject({
      code: 'STS_CACHE_UNSAFE',
      message: expect.stringContaining('belongs to user 1, and this is user 0'),
      hint: expect.stringContaining('STS_CACHE=0'),
    });
    expect(c.sts.count('AssumeRole')).toBe(1);
  });

  test('the folder of its key, is not used: somebody may have made it where all may write', async ({ skip }) => {
    if (notRoot !== undefined) skip(notRoot);
    await using c = await consumer();
    const tmp = `${c.project.dir}-tmp`;
    mkdirSync(tmp);
    chmodSync(tmp, 0o1777);
    const folder = path.join(tmp, 'sts-0');
    mkdirSync(folder, { mode: 0o700 });
    chownSync(folder, 1, 1);
    expect((await c.script(KEY_ID, { TMPDIR: tmp })).value).toBe(c.sts.issued[0]?.accessKeyId);
    expect(readdirSync(folder)).toEqual([]);
    expect(await c.cacheFiles()).toEqual([]);
  });
});
