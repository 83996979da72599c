import { chmod, cp, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { type Consumer, consumer } from './consumer.js';

const KEY_ID = 'return (await core.openSession()).credentials.accessKeyId';
const onPosix = describe.runIf(process.platform !== 'win32');

/** A consumer with a temporary folder of its own beside the project, where the key of its cache lies. */
async function sealed(): Promise<Consumer & { tmp: string; keyFolder: string }> {
  const c = await consumer();
  const tmp = `${c.project.dir}-tmp`;
  await mkdir(tmp);
  c.env['TMPDIR'] = tmp;
  return { ...c, tmp, keyFolder: path.join(tmp, `sts-${process.getuid?.() ?? ''}`) };
}

onPosix('the sealed cache', () => {
  test('holds nothing that can be read, and is opened by the next run', async () => {
    await using c = await sealed();
    const first = await c.script(KEY_ID);
    const [issued] = c.sts.issued;
    const [file = ''] = await c.cacheFiles();
    const text = await c.project.read(file);
    for (const secret of [issued?.accessKeyId, issued?.secretAccessKey, issued?.sessionToken, 'assumed-role']) {
      expect(text).not.toContain(secret);
      expect(Buffer.from((JSON.parse(text) as { sealed: string }).sealed, 'base64').toString('latin1')).not.toContain(secret);
    }
    expect((await c.script(KEY_ID)).value).toBe(first.value);
    expect(c.sts.count('AssumeRole')).toBe(1);
  });

  test('keeps its key outside the project, for its owner alone, and no credentials beside it', async () => {
    await using c = await sealed();
    await c.script(KEY_ID);
    const [name = '', ...others] = await readdir(c.keyFolder);
    expect(others).toEqual([]);
    expect(name).toMatch(/^key-/);
    expect(Buffer.from(await readFile(path.join(c.keyFolder, name), 'utf8'), 'base64')).toHaveLength(32);
    expect((await stat(c.keyFolder)).mode & 0o777).toBe(0o700);
    expect((await stat(path.join(c.keyFolder, name))).mode & 0o777).toBe(0o600);
    expect(await readdir(c.tmp)).toEqual([path.basename(c.keyFolder)]);
  });

  test('is worth nothing where only the project was copied to, and waits for nobody there', async () => {
    await using c = await sealed();
    await c.script(KEY_ID);
    const copy = `${c.project.dir}-copy`;
    await cp(c.project.dir, copy, { recursive: true, verbatimSymlinks: true });
    const elsewhere = `${c.tmp}/elsewhere`;
    await mkdir(elsewhere);
    const { value } = await c.script(`process.chdir(${JSON.stringify(copy)}); ${KEY_ID}`, { TMPDIR: elsewhere });
    expect(value).toBe(c.sts.issued[1]?.accessKeyId);
    // The copy's answer stands beside the one that cannot be read.
    expect((await readdir(path.join(copy, 'node_modules/.cache/sts'))).filter((one) => /^[0-9a-f]{40}\.json$/.test(one))).toHaveLength(2);
  });

  test('takes the runtime folder of the user where there is one, and the temporary one where that is not safe', async () => {
    await using c = await sealed();
    const runtime = path.join(c.tmp, 'runtime');
    await mkdir(runtime, { mode: 0o700 });
    await c.script(KEY_ID, { XDG_RUNTIME_DIR: runtime });
    expect(await readdir(path.join(runtime, 'sts'))).toEqual([expect.stringMatching(/^key-/)]);
    expect(await readdir(c.tmp)).toEqual(['runtime']);

    await chmod(path.join(runtime, 'sts'), 0o755);
    expect((await c.script(KEY_ID, { XDG_RUNTIME_DIR: runtime })).error).toBeUndefined();
    expect(await readdir(c.keyFolder)).toHaveLength(1);
    for (const missing of [path.join(c.tmp, 'not-there'), 'relative', '']) {
      expect((await c.script(KEY_ID, { XDG_RUNTIME_DIR: missing })).error).toBeUndefined();
    }
    expect(c.sts.count('AssumeRole')).toBe(2);
  });

  test.each<[string, (c: { keyFolder: string; tmp: string }) => Promise<unknown>, string]>([
    ['open to others', async ({ keyFolder }) => mkdir(keyFolder).then(() => chmod(keyFolder, 0o711)), 'is open to others'],
    [
      'a link',
      async ({ keyFolder, tmp }) => mkdir(path.join(tmp, 'x'), { mode: 0o700 }).then(() => symlink(path.join(tmp, 'x'), keyFolder)),
      'is a link',
    ],
    ['a file', async ({ keyFolder }) => writeFile(keyFolder, ''), 'is not a folder'],
  ])('is done without where the folder for its key is %s: nothing is kept, and the debug output says so', async (_what, spoil, why) => {
    await using c = await sealed();
    await spoil(c);
    const { value, result } = await c.script(KEY_ID, { NODE_DEBUG: 'sts' });
    expect(value).toBe(c.sts.issued[0]?.accessKeyId);
    expect(result.stderr).toMatch(new RegExp(`^STS \\d+: no key for the cache in .*${why}`, 'm'));
    expect(result.stderr).toMatch(/^STS \d+: no cache across processes and runs: there is no place for its key$/m);
    expect(await c.cacheFiles()).toEqual([]);
    expect((await c.script(KEY_ID)).result.stderr).toBe('');
    expect(c.sts.count('AssumeRole')).toBe(2);
  });

  test('keeps no key in the project, where it would be copied along', async () => {
    await using c = await sealed();
    await mkdir(c.project.path('tmp'));
    const { result } = await c.script(KEY_ID, { TMPDIR: c.project.path('tmp'), NODE_DEBUG: 'sts' });
    expect(result.stderr).toContain('it is in the project');
    expect(await readdir(c.project.path('tmp'))).toEqual([]);
    expect(await c.cacheFiles()).toEqual([]);
  });

  test.each([['cut short'], ['a link'], ['open to others']])('has no use for a key that is %s', async (what) => {
    await using c = await sealed();
    await c.script(KEY_ID);
    const [name = ''] = await readdir(c.keyFolder);
    const file = path.join(c.keyFolder, name);
    if (what === 'cut short') await writeFile(file, 'c2hvcnQ=');
    if (what === 'open to others') await chmod(file, 0o644);
    if (what === 'a link') {
      await cp(file, path.join(c.tmp, 'key'));
      await rm(file);
      await symlink(path.join(c.tmp, 'key'), file);
    }
    const { value } = await c.script(KEY_ID);
    expect(value).toBe(c.sts.issued[1]?.accessKeyId);
  });

  test('removes the key of an earlier boot when it makes its own', async () => {
    await using c = await sealed();
    await mkdir(c.keyFolder, { mode: 0o700 });
    await writeFile(path.join(c.keyFolder, 'key-of-another-boot'), 'x', { mode: 0o600 });
    await c.script(KEY_ID);
    expect(await readdir(c.keyFolder)).toEqual([expect.not.stringMatching('another')]);
  });

  test('has one key for 16 processes that make it at the same time: one AssumeRole', async () => {
    await using c = await sealed();
    const outcomes = await Promise.all(Array.from({ length: 16 }, () => c.script(KEY_ID)));
    expect(new Set(outcomes.map(({ value }) => value))).toEqual(new Set([c.sts.issued[0]?.accessKeyId]));
    expect(c.sts.count('AssumeRole')).toBe(1);
    expect(await readdir(c.keyFolder)).toHaveLength(1);
  });
});
