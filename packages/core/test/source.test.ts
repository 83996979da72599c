import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { ACCOUNT, consumer, type Consumer, YML } from './consumer.js';

const NEXT = `arn:aws:iam::${ACCOUNT}:role/next`;
const WHO = 'return (await core.openSession()).accountId';
/** Takes the keys that every process of a consumer has out of its environment. */
const NO_KEYS = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };

async function cacheText(c: Consumer): Promise<string> {
  const files = await c.cacheFiles();
  return (await Promise.all(files.map((file) => c.project.read(file)))).join('\n') + files.join('\n');
}

describe('a profile', () => {
  function credentials(c: Consumer, name: string): string {
    return `[${name}]\naws_access_key_id = ${c.user.accessKeyId}\naws_secret_access_key = ${c.user.secretAccessKey}\n`;
  }

  test.each([
    ['AWS_PROFILE', { AWS_PROFILE: 'dev' }, YML],
    ['the option, before keys', { STS_PROFILE: 'dev', AWS_ACCESS_KEY_ID: 'AKIAAAAAAAAAAAAAWXYZ', AWS_SECRET_ACCESS_KEY: 'x' }, YML],
    ['AWS_PROFILE, before keys', { AWS_PROFILE: 'dev', AWS_ACCESS_KEY_ID: 'AKIAAAAAAAAAAAAAWXYZ', AWS_SECRET_ACCESS_KEY: 'x' }, YML],
    ['provider.profile', {}, YML.replace('  name: aws\n', '  name: aws\n  profile: dev\n')],
    ['AWS_DEFAULT_PROFILE', { AWS_DEFAULT_PROFILE: 'dev' }, YML],
  ])('with keys is who asks, named by %s, and leaves no key in the cache', async (_how, env: Record<string, string>, yml) => {
    await using c = await consumer({ files: { 'serverless.yml': yml } });
    await c.project.write('aws/credentials', credentials(c, 'dev'));
    const { value, error } = await c.script(WHO, { ...NO_KEYS, AWS_SHARED_CREDENTIALS_FILE: c.project.path('aws/credentials'), ...env });
    expect(error).toBeUndefined();
    expect(value).toBe(ACCOUNT);
    expect(c.sts.calls.map(({ callerArn }) => callerArn)).toEqual([c.user.arn]);
    const text = await cacheText(c);
    for (const secret of [c.user.accessKeyId, c.user.secretAccessKey]) expect(text).not.toContain(secret);
  });

  test('named default is who asks when nothing else says who', async () => {
    await using c = await consumer();
    await c.project.write('aws/credentials', credentials(c, 'default'));
    expect((await c.script(WHO, { ...NO_KEYS, AWS_SHARED_CREDENTIALS_FILE: c.project.path('aws/credentials') })).value).toBe(ACCOUNT);
  });

  test('whose keys have changed is asked for anew', async () => {
    await using c = await consumer();
    const env = { ...NO_KEYS, AWS_PROFILE: 'dev', AWS_SHARED_CREDENTIALS_FILE: c.project.path('aws/credentials') };
    await c.project.write('aws/credentials', credentials(c, 'dev'));
    await c.script(WHO, env);
    await c.project.write('aws/credentials', credentials(c, 'dev').replace(c.user.secretAccessKey, 'wrong'));
    expect((await c.script(WHO, env)).error?.code).toBe('STS_SIGNATURE_INVALID');
    expect(c.sts.count()).toBe(2);
  });

  test('of a process is asked, and a failing one stops with its name and without what it printed of secrets', async () => {
    await using c = await consumer();
    const answer = { Version: 1, AccessKeyId: c.user.accessKeyId, SecretAccessKey: c.user.secretAccessKey };
    await c.project.write('print.cjs', `console.log(${JSON.stringify(JSON.stringify(answer))})`);
    await c.project.write('fail.cjs', 'process.exit(3)');
    await c.project.write(
      'aws/config',
      `[profile good]\ncredential_process = node "${c.project.path('print.cjs')}"\n[profile bad]\ncredential_process = node "${c.project.path('fail.cjs')}"\n`,
    );
    const env = { ...NO_KEYS, AWS_CONFIG_FILE: c.project.path('aws/config') };
    expect((await c.script(WHO, { ...env, AWS_PROFILE: 'good' })).value).toBe(ACCOUNT);
    const { error } = await c.script(WHO, { ...env, AWS_PROFILE: 'bad' });
    expect(error).toMatchObject({
      code: 'STS_SOURCE_FAILED',
      message: expect.stringContaining('the profile bad (from AWS_PROFILE)'),
      hint: expect.stringContaining('--profile bad'),
    });
    expect(error?.everything).not.toContain(c.user.secretAccessKey);
  });

  test('that hangs is given up when the time for the whole is up', async () => {
    await using c = await consumer();
    await c.project.write('hang.cjs', 'setTimeout(() => {}, 20000)');
    await c.project.write('aws/config', `[profile slow]\ncredential_process = node "${c.project.path('hang.cjs')}"\n`);
    const { value } = await c.script(
      'const at = Date.now(); const error = await core.openSession().catch((e) => e); console.log(JSON.stringify({ value: [error.code, Date.now() - at] })); process.exit(0)',
      { ...NO_KEYS, AWS_CONFIG_FILE: c.project.path('aws/config'), AWS_PROFILE: 'slow', STS_TIMEOUT_MS: '1000' },
    );
    const [code, took] = value as [string, number];
    expect(code).toBe('STS_TIMEOUT');
    expect(took).toBeLessThan(3000);
    expect(c.sts.count()).toBe(0);
  });
});

describe("aws-sts-helper's keys", () => {
  test('are who asks, before a profile and keys', async () => {
    await using c = await consumer();
    const env = {
      AWS_STS_ACCESS_KEY: c.user.accessKeyId,
      AWS_STS_ACCESS_SECRET: c.user.secretAccessKey,
      AWS_ACCESS_KEY_ID: 'AKIAAAAAAAAAAAAAWXYZ',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_PROFILE: 'nobody',
    };
    expect((await c.script(WHO, env)).value).toBe(ACCOUNT);
  });

  test('with its role, session name and duration need no configuration', async () => {
    await using c = await consumer({ files: { 'serverless.yml': 'service: other\n' } });
    const env = {
      AWS_STS_ACCESS_KEY: c.user.accessKeyId,
      AWS_STS_ACCESS_SECRET: c.user.secretAccessKey,
      AWS_ROLE_ARN: 'arn:aws:iam::222222222222:role/app/orders',
      AWS_ROLE_SESSION_NAME: 'temporary',
      AWS_ROLE_DURATION_SECONDS: '900',
    };
    expect((await c.script('return (await core.openSession()).assumedRoleArn', env)).value).toBe(
      `arn:aws:sts::${ACCOUNT}:assumed-role/orders/temporary`,
    );
    expect(c.sts.calls[0]?.params).toMatchObject({ DurationSeconds: '900' });
  });
});

describe('the container', () => {
  async function container(c: Consumer, status = 200) {
    const seen: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      const [issued] = c.sts.issued;
      const body = {
        AccessKeyId: issued?.accessKeyId,
        SecretAccessKey: issued?.secretAccessKey,
        Token: issued?.sessionToken,
        Expiration: issued?.expiration.toISOString(),
      };
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify(status === 200 ? body : { code: 'no', message: 'no' }));
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return {
      seen,
      url: `http://127.0.0.1:${port}/credentials`,
      [Symbol.asyncDispose]: async () => void server.close().closeAllConnections(),
    };
  }

  test('is asked over loopback with its token, which is not kept', async () => {
    await using c = await consumer({ role: { policy: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' } } } });
    // The container runs as the role itself, and asks for another one.
    await c.script(WHO, { STS_CACHE: '0' });
    c.sts.addRole({ arn: NEXT, trust: ACCOUNT });
    await using served = await container(c);
    const env = {
      ...NO_KEYS,
      STS_ROLE_ARN: NEXT,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: served.url,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'canary-token',
    };
    expect((await c.script(WHO, env)).value).toBe(ACCOUNT);
    expect(served.seen).toEqual(['canary-token']);
    expect(c.sts.calls.at(-1)?.callerArn).toContain(':assumed-role/orders/');
    const text = await cacheText(c);
    for (const secret of ['canary-token', c.sts.issued[0]?.secretAccessKey, c.sts.issued[0]?.sessionToken])
      expect(text).not.toContain(secret);
  });

  test('that refuses is an error, and nothing else is tried', async () => {
    await using c = await consumer();
    await using served = await container(c, 403);
    const { error } = await c.script(WHO, {
      ...NO_KEYS,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: served.url,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'canary-token',
      STS_TIMEOUT_MS: '20000',
    });
    expect(error).toMatchObject({ code: 'STS_SOURCE_FAILED', message: expect.stringContaining('container') });
    expect(error?.everything).not.toContain('canary-token');
    expect(c.sts.count()).toBe(0);
  });
});

test('a web identity whose token file is not there is an error, and nothing else is tried', async () => {
  await using c = await consumer();
  const { error } = await c.script(WHO, {
    ...NO_KEYS,
    AWS_WEB_IDENTITY_TOKEN_FILE: c.project.path('none'),
    AWS_ROLE_ARN: 'arn:aws:iam::222222222222:role/ci',
  });
  expect(error).toMatchObject({ code: 'STS_SOURCE_FAILED', message: expect.stringContaining('AWS_WEB_IDENTITY_TOKEN_FILE') });
  expect(c.sts.count()).toBe(0);
});

test.each(['serverless.yml/below', '/proc/no-such-place/sts'])(
  'a place where no cache can be made, such as %s, does without one',
  async (place) => {
    await using c = await consumer();
    expect((await c.script(WHO, { STS_CACHE: place })).value).toBe(ACCOUNT);
    expect((await c.script(WHO, { STS_CACHE: place })).value).toBe(ACCOUNT);
    expect(c.sts.count()).toBe(2);
  },
);
