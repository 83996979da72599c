import { appendFile, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ACCOUNT, consumer, type Consumer, ROLE, YML } from './consumer.js';

/** What was written a moment ago is not relied upon: here the clock is a little ahead, as it is at any later start. */
const LATER = 'const now = Date.now; Date.now = () => now() + 5000;';
/** The role, and whether the configuration was read for it. */
const OPEN = `${LATER} const s = await core.openSession();
  return { role: s.target.roleArn, region: s.target.region, key: s.credentials.accessKeyId, read: Object.keys(require.cache).some((file) => /core.dist.cold\\.js$/.test(file)) };`;

interface Seen {
  role: string;
  region: string;
  key: string;
  read: boolean;
}

const other = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;

/** With one home for all its processes, as people have. */
async function consumerAtHome(wishes: Parameters<typeof consumer>[0] = {}): Promise<Consumer> {
  const c = await consumer(wishes);
  const home = `${c.project.dir}-home`;
  Object.assign(c.env, { HOME: home, AWS_CONFIG_FILE: `${home}/config`, AWS_SHARED_CREDENTIALS_FILE: `${home}/credentials` });
  return c;
}

/** A project that has been started: with the answer at hand, the second time, it noted what it came to. */
async function started(wishes: Parameters<typeof consumer>[0] = {}, env: Record<string, string> = {}): Promise<Consumer> {
  const c = await consumerAtHome(wishes);
  for (const name of ['app/other', 'stage-a', 'stage-b', 'from-dotenv', 'from-file'])
    c.sts.addRole({ arn: other(name), trust: c.user.arn });
  Object.assign(c.env, env);
  for (const read of [true, true, false]) expect((await c.script<Seen>(OPEN)).value).toMatchObject({ read });
  return c;
}

async function seen(c: Consumer, env: Record<string, string | undefined> = {}): Promise<Seen | string | undefined> {
  const { value, error } = await c.script<Seen>(OPEN, env);
  return value ?? error?.code;
}

describe('a start like the last one', () => {
  test('reads no configuration and loads two files of ours, and nothing of the SDK', async () => {
    await using c = await started();
    const { value } = await c.script<string[]>(`${LATER} await core.openSession(); return Object.keys(require.cache)`);
    expect(value?.map((file) => path.basename(file)).filter((file) => file !== '[eval]')).toEqual(['index.js', 'start.js']);
    expect(c.sts.count('AssumeRole')).toBe(1);
  });

  test('comes to the same, explanation and all', async () => {
    await using c = await consumerAtHome();
    const all = `${LATER} const s = await core.assumeRole(); return { target: s.target, env: s.env, credentials: s.credentials, assumed: s.assumedRoleArn, account: s.accountId, id: process.env.AWS_ACCESS_KEY_ID }`;
    const first = await c.script(all);
    expect(first.value).toBeDefined();
    expect((await c.script(all)).value).toEqual(first.value);
  });

  test('is made within a process too, for a role of each options', async () => {
    await using c = await started();
    const { value } = await c.script(
      `${LATER} const one = await core.openSession(); const two = await core.openSession({ roleArn: '${other('stage-a')}' }); const three = await core.openSession(); return [one, two, three].map((s) => s.target.roleArn)`,
    );
    expect(value).toEqual([ROLE, other('stage-a'), ROLE]);
  });

  test('throws the refusal of a run that goes on, and asks anew in the next', async () => {
    await using c = await started();
    c.sts.setTrust(ROLE, other('stage-a'));
    for (const file of await c.cacheFiles()) await rm(c.project.path(file));
    const twice = `const codes = []; for (let i = 0; i < 2; i++) await core.openSession().catch((error) => codes.push(error.code)); return codes`;
    expect((await c.script(twice)).value).toEqual(['STS_ACCESS_DENIED', 'STS_ACCESS_DENIED']);
    expect(c.sts.count('AssumeRole')).toBe(2);
    c.sts.setTrust(ROLE, c.user.arn);
    expect((await c.script(OPEN.replace(LATER, ''))).value).toMatchObject({ role: ROLE });
  });

  test('is not made from what was written in the last two seconds', async () => {
    await using c = await consumerAtHome();
    const body = OPEN.replace(LATER, '');
    await c.script(body);
    await c.project.write('serverless.yml', YML);
    await c.script(body);
    expect((await readdir(c.project.path('node_modules/.cache/sts'))).filter((name) => name.endsWith('.start.json'))).toEqual([]);
  });
});

describe('a start reads again', () => {
  test('when the configuration has changed, be it in nothing but a letter, with the times of before', async () => {
    await using c = await started();
    const file = c.project.path('serverless.yml');
    await writeFile(file, YML.replace('app/orders', 'app/other '));
    await utimes(file, new Date(0), new Date(0));
    expect(await seen(c)).toMatchObject({ role: other('app/other'), read: true });
  });

  test.each<[string, (c: Consumer) => Promise<unknown>, object | string]>([
    ['another configuration comes before it', (c) => c.project.write('serverless-compose.yml', 'services: {}'), { read: true }],
    ['it is gone', (c) => rm(c.project.path('serverless.yml')), 'STS_CONFIG_NOT_FOUND'],
    ['it is replaced by another file of its size', (c) => replaced(c), { role: other('app/other') }],
    ['the folder has a .env now, which may decide', (c) => c.project.write('.env', 'X=1'), { read: true }],
  ])('when %s', async (_what, change, outcome) => {
    await using c = await started();
    await change(c);
    const now = await seen(c);
    if (typeof outcome === 'string') expect(now).toBe(outcome);
    else expect(now).toMatchObject(outcome);
  });

  test('when a file that a variable names comes, changes or goes', async () => {
    const yml = YML.replace(ROLE, `\${file(role.yml):arn, '${ROLE}'}`);
    await using c = await started({ files: { 'serverless.yml': yml } });
    await c.project.write('role.yml', `arn: ${other('from-file')}`);
    expect(await seen(c)).toMatchObject({ role: other('from-file') });
    await c.project.write('role.yml', `arn: ${other('app/other')}`);
    expect(await seen(c)).toMatchObject({ role: other('app/other') });
    await rm(c.project.path('role.yml'));
    expect(await seen(c)).toMatchObject({ role: ROLE });
  });

  test('when a .env file with the role changes', async () => {
    const yml = `useDotenv: true\n${YML.replace(ROLE, `\${env:ROLE, '${ROLE}'}`)}`;
    await using c = await started({ files: { 'serverless.yml': yml, '.env': `ROLE=${other('from-dotenv')}` } });
    expect(await seen(c)).toMatchObject({ role: other('from-dotenv'), read: false });
    await c.project.write('.env.dev', `ROLE=${other('stage-a')}`);
    expect(await seen(c)).toMatchObject({ role: other('stage-a'), read: true });
  });

  test('when a variable of the environment differs, any of them', async () => {
    const yml = YML.replace(ROLE, `arn:aws:iam::${ACCOUNT}:role/stage-\${env:WHICH, 'a'}`);
    await using c = await started({ files: { 'serverless.yml': yml } });
    expect(await seen(c, { WHICH: 'b' })).toMatchObject({ role: other('stage-b'), read: true });
    expect(await seen(c, { STS_REGION: 'eu-west-1' })).toMatchObject({ region: 'eu-west-1', read: true });
    expect(await seen(c, { STS_ALLOWED_ACCOUNTS: '111111111111' })).toBe('STS_ACCOUNT_NOT_ALLOWED');
    expect(await seen(c, { STS_STAEG: 'x' })).toBe('STS_OPTIONS_INVALID');
    expect(await seen(c, { AWS_SECRET_ACCESS_KEY: 'another' })).toBe('STS_SIGNATURE_INVALID');
    expect(await seen(c, { STS_CACHE: '0' })).toMatchObject({ role: other('stage-a'), read: true });
  });

  test('when the profile that asks has changed', async () => {
    await using c = await consumerAtHome();
    const files = { AWS_ACCESS_KEY_ID: undefined, AWS_PROFILE: 'ann', AWS_SHARED_CREDENTIALS_FILE: c.project.path('credentials') };
    const profile = (secret: string): string => `[ann]\naws_access_key_id = ${c.user.accessKeyId}\naws_secret_access_key = ${secret}\n`;
    await c.project.write('credentials', profile(c.user.secretAccessKey));
    for (const read of [true, true, false]) expect(await seen(c, files)).toMatchObject({ read });
    await c.project.write('credentials', profile('another'));
    expect(await seen(c, files)).toBe('STS_SIGNATURE_INVALID');
  });

  test('every time where the role comes from a program or from git', async () => {
    await using c = await consumerAtHome({
      files: { 'serverless.yml': YML.replace(ROLE, '${file(role.js):arn}'), 'role.js': `exports.arn = '${ROLE}'` },
    });
    for (let round = 0; round < 3; round++) expect(await seen(c)).toMatchObject({ role: ROLE, read: true });
  });

  test('when custom.sts takes the cache away', async () => {
    await using c = await started();
    await appendFile(c.project.path('serverless.yml'), 'custom:\n  sts:\n    cache: false\n');
    for (let round = 0; round < 2; round++) expect(await seen(c)).toMatchObject({ read: true });
    expect(c.sts.count('AssumeRole')).toBe(3);
  });

  test('when the note was edited, cut short, or made for another start', async () => {
    await using c = await started();
    const folder = c.project.path('node_modules/.cache/sts');
    const [note = ''] = (await readdir(folder)).filter((name) => name.endsWith('.start.json'));
    for (const text of ['', '{"sealed":"AAAA"}', '{}']) {
      await writeFile(path.join(folder, note), text);
      expect(await seen(c)).toMatchObject({ role: ROLE, read: true });
    }
    for (let round = 0; round < 2; round++) await seen(c, { STS_ROLE_ARN: other('app/other') });
    const [another = ''] = (await readdir(folder)).filter((name) => name.endsWith('.start.json') && name !== note);
    await rename(path.join(folder, another), path.join(folder, note));
    expect(await seen(c)).toMatchObject({ role: ROLE, read: true });
  });
});

/** Another file in its place, as editors do it. */
async function replaced(c: Consumer): Promise<void> {
  await c.project.write('new.yml', YML.replace('app/orders', 'app/other '));
  await utimes(c.project.path('new.yml'), new Date(0), new Date(0));
  await rename(c.project.path('new.yml'), c.project.path('serverless.yml'));
}
