import { chmod, stat, symlink } from 'node:fs/promises';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { ACCOUNT, type Consumer, consumer } from './consumer.js';

const KEY_ID = 'return (await core.openSession()).credentials.accessKeyId';
const FILE = '.aws-sts.json';
const NAMED = { AWS_STS_FILE_NAME: FILE, STS_CACHE: '0' };
const MINUTE = 60_000;

/** What aws-sts-helper leaves behind: the answer of STS as version 2 of the SDK gives it. */
function written(minutesLeft: number, role = 'orders'): string {
  return JSON.stringify({
    ResponseMetadata: { RequestId: '8b7418cb-88a8-11ee-9a5b-2fbf0e5e4b3a' },
    Credentials: {
      AccessKeyId: 'ASIAHELPERHELPERHELP',
      SecretAccessKey: 'a secret of the helper',
      SessionToken: 'a token of the helper',
      Expiration: new Date(Date.now() + minutesLeft * MINUTE).toISOString(),
    },
    AssumedRoleUser: { AssumedRoleId: 'AROA:temporary', Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/temporary` },
  });
}

async function withFile(text: string): Promise<Consumer> {
  const c = await consumer({ files: { [FILE]: text } });
  await chmod(c.project.path(FILE), 0o600);
  return c;
}

describe('AWS_STS_FILE_NAME', () => {
  test.for([
    [undefined, 0o600],
    ['640', 0o640],
    ['0o600', 0o600],
  ] as const)('is written in the form of aws-sts-helper, whole, with the mode %s', async ([mode, expected]) => {
    await using c = await consumer();

    const { value } = await c.script(KEY_ID, { ...NAMED, AWS_STS_FILE_MODE: mode });

    const [issued] = c.sts.issued;
    const { Credentials, AssumedRoleUser } = JSON.parse(await c.project.read(FILE)) as Record<string, unknown>;
    expect(value).toBe(issued?.accessKeyId);
    expect(Credentials).toEqual({
      AccessKeyId: issued?.accessKeyId,
      SecretAccessKey: issued?.secretAccessKey,
      SessionToken: issued?.sessionToken,
      Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
    expect(AssumedRoleUser).toEqual({ Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/orders/orders-dev-test` });
    if (process.platform !== 'win32') expect((await stat(c.project.path(FILE))).mode & 0o777).toBe(expected);
    expect((await c.project.list()).filter((name) => name.includes('.tmp'))).toEqual([]);

    expect((await c.script(KEY_ID, { ...NAMED, AWS_STS_FILE_MODE: mode })).value).toBe(value);
    expect(c.sts.count('AssumeRole')).toBe(1);
  });

  test('of aws-sts-helper itself is read: STS is not asked', async () => {
    await using c = await withFile(written(60));

    expect((await c.script(KEY_ID, NAMED)).value).toBe('ASIAHELPERHELPERHELP');
    expect(c.sts.count()).toBe(0);
  });

  test.for<[string, string, Record<string, string>]>([
    ['has ended', written(-1), {}],
    ['ends within five minutes', written(4), {}],
    ['is of another role', written(60, 'somebody'), {}],
    ['was cut short', written(60).slice(0, 200), {}],
    ['is broader than what is asked for', written(60), { STS_POLICY_ARNS: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
  ])('that %s is not used, and written anew', async ([, text, env]) => {
    await using c = await withFile(text);

    const { value } = await c.script(KEY_ID, { ...NAMED, ...env });

    expect(value).toBe(c.sts.issued[0]?.accessKeyId);
    expect(JSON.parse(await c.project.read(FILE))).toMatchObject({ Credentials: { AccessKeyId: value } });
  });

  test('of ours is not used for other options', async () => {
    await using c = await consumer();
    await c.script(KEY_ID, NAMED);

    await c.script(KEY_ID, { ...NAMED, STS_SESSION_NAME: 'another' });

    expect(c.sts.count('AssumeRole')).toBe(2);
  });

  test('is written from the cache too, which goes on to save calls', async () => {
    await using c = await consumer();
    const { value } = await c.script(KEY_ID);

    await c.script(KEY_ID);
    await c.script(KEY_ID, { AWS_STS_FILE_NAME: FILE });

    expect(JSON.parse(await c.project.read(FILE))).toMatchObject({ Credentials: { AccessKeyId: value } });
    expect(c.sts.count('AssumeRole')).toBe(1);
  });

  test.runIf(process.platform !== 'win32')('that is a link, or that others may write, is refused before STS is asked', async () => {
    await using c = await withFile(written(60));
    await symlink(c.project.path(FILE), c.project.path('link.json'));
    const link = await c.script(KEY_ID, { ...NAMED, AWS_STS_FILE_NAME: 'link.json' });
    await chmod(c.project.path(FILE), 0o622);
    const open = await c.script(KEY_ID, NAMED);

    expect(link.error).toMatchObject({ code: 'STS_CACHE_UNSAFE', message: expect.stringContaining('is a link') });
    expect(open.error).toMatchObject({ code: 'STS_CACHE_UNSAFE', hint: expect.stringContaining('AWS_STS_FILE_NAME') });
    expect(c.sts.count()).toBe(0);
  });

  test('in a folder that is not there is an error, and so is a mode that is none', async () => {
    await using c = await consumer();

    const nowhere = await c.script(KEY_ID, { ...NAMED, AWS_STS_FILE_NAME: 'not/there.json' });
    const mode = await c.script(KEY_ID, { ...NAMED, AWS_STS_FILE_MODE: 'rw' });

    expect(nowhere.error).toMatchObject({ code: 'STS_FILE_UNWRITABLE', message: expect.stringContaining('there.json') });
    expect(nowhere.error?.everything).not.toContain(c.sts.issued[0]?.secretAccessKey);
    expect(mode.error).toMatchObject({ code: 'STS_OPTIONS_INVALID', message: expect.stringContaining('"rw"') });
  });
});
