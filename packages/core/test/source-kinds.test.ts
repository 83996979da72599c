import { describe, expect, test } from 'vitest';
import { ACCOUNT, consumer, type Consumer, type Outcome, ROLE, YML } from './consumer.js';

const BASE = `arn:aws:iam::${ACCOUNT}:role/base`;
const ARN = 'return (await core.openSession()).assumedRoleArn';
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/orders/orders-dev-test`;
/** Takes the keys that every process of a consumer has out of its environment. */
const NO_KEYS = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
/** May assume whatever trusts it. */
const FREE = { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' } } as const;

/** A consumer whose role trusts the account, with a role `base` on the way and these profiles. */
async function world(config: string | ((c: Consumer) => string) = '', user = {}): Promise<Consumer> {
  const c = await consumer({ user: { policy: FREE, ...user }, role: { trust: ACCOUNT } });
  c.sts.addRole({ arn: BASE, trust: ACCOUNT, policy: FREE });
  await c.project.write('aws/config', typeof config === 'string' ? config : config(c));
  await c.project.write(
    'aws/credentials',
    `[keys]\naws_access_key_id = ${c.user.accessKeyId}\naws_secret_access_key = ${c.user.secretAccessKey}\n`,
  );
  return c;
}

function ask(c: Consumer, env: Record<string, string | undefined>): Promise<Outcome> {
  return c.script(ARN, {
    ...NO_KEYS,
    AWS_CONFIG_FILE: c.project.path('aws/config'),
    AWS_SHARED_CREDENTIALS_FILE: c.project.path('aws/credentials'),
    ...env,
  });
}

const callers = (c: Consumer) =>
  c.sts.calls.map(({ callerArn, region }) => [callerArn?.replace(/^.*:(?=user|assumed)/, '').replace(/\d{13}/, 'now'), region]);

describe('source_profile', () => {
  test('goes through the role of each profile, and asks for it in the region of the profile', async () => {
    await using c = await world(`[profile top]\nrole_arn = ${BASE}\nsource_profile = keys\nregion = eu-west-3\nrole_session_name = me\n`);
    expect(await ask(c, { AWS_PROFILE: 'top' })).toMatchObject({ value: SESSION, error: undefined });
    expect(callers(c)).toEqual([
      ['user/developer', 'eu-west-3'],
      ['assumed-role/base/me', 'eu-central-1'],
    ]);
  });

  test('without a region of its own it asks in that of the service, and at the endpoint of the option', async () => {
    await using c = await world(`[profile top]\nrole_arn = ${BASE}\nsource_profile = keys\nrole_session_name = me\n`);
    const { value } = await ask(c, {
      AWS_PROFILE: 'top',
      AWS_ENDPOINT_URL_STS: undefined,
      STS_ENDPOINT: c.sts.url,
      STS_REGION: 'eu-west-2',
    });
    expect(value).toBe(SESSION);
    expect(callers(c).map(([, region]) => region)).toEqual(['eu-west-2', 'eu-west-2']);
  });

  test('that leads in a circle ends, and says where it went', async () => {
    await using c = await world(
      `[profile a]\nrole_arn = ${BASE}\nsource_profile = b\n[profile b]\nrole_arn = ${BASE}\nsource_profile = a\n`,
    );
    const { error } = await ask(c, { AWS_PROFILE: 'a' });
    expect(error).toMatchObject({ code: 'STS_SOURCE_FAILED', message: expect.stringMatching(/profile a \(from AWS_PROFILE\).*cycle/s) });
    expect(c.sts.count()).toBe(0);
  });

  test.each([
    ['a profile that is not there', `role_arn = ${BASE}\nsource_profile = nobody\n`],
    ['a source of no known kind', `role_arn = ${BASE}\ncredential_source = Moon\n`],
    ['nothing', 'region = eu-west-1\n'],
  ])('of %s stops, with keys beside it', async (_what, profile) => {
    await using c = await world(`[profile broken]\n${profile}`);
    const { error } = await ask(c, { ...c.env, AWS_PROFILE: 'broken' });
    expect(error).toMatchObject({ code: 'STS_SOURCE_FAILED', message: expect.stringContaining('profile broken (from AWS_PROFILE)') });
    expect(c.sts.count()).toBe(0);
  });

  test('that is refused on the way says so, without a secret', async () => {
    await using c = await world(`[profile top]\nrole_arn = ${BASE}x\nsource_profile = keys\n`);
    const { error } = await ask(c, { AWS_PROFILE: 'top' });
    expect(error).toMatchObject({ code: 'STS_SOURCE_FAILED', message: expect.stringContaining('not authorized') });
    for (const secret of [c.user.secretAccessKey, c.user.accessKeyId]) expect(error?.everything).not.toContain(secret);
  });
});

describe('credential_source', () => {
  const PROFILE = (source: string): string => `[profile p]\nrole_arn = ${BASE}\ncredential_source = ${source}\nrole_session_name = me\n`;

  test('Environment takes the keys, also those of a .env file', async () => {
    await using c = await world(PROFILE('Environment'));
    await c.project.write('serverless.yml', `useDotenv: true\n${YML}`);
    const keys = `AWS_ACCESS_KEY_ID=${c.user.accessKeyId}\nAWS_SECRET_ACCESS_KEY=${c.user.secretAccessKey}\n`;
    await c.project.write('.env', `AWS_PROFILE=p\nAWS_CONFIG_FILE=${c.project.path('aws/config')}\n${keys}`);
    expect(await ask(c, { AWS_CONFIG_FILE: undefined })).toMatchObject({ value: SESSION, error: undefined });
    expect(callers(c).map(([who]) => who)).toEqual(['user/developer', 'assumed-role/base/me']);
  });

  test('is not the role that the process already runs as', async () => {
    await using c = await world(PROFILE('Environment'));
    const { value } = await c.script(
      `await core.assumeRole(); const s = await core.openSession({ sessionName: 'again', cache: false }); return s.assumedRoleArn`,
      { ...c.env, AWS_CONFIG_FILE: c.project.path('aws/config'), AWS_PROFILE: 'p' },
    );
    expect(value).toBe(SESSION.replace('orders-dev-test', 'again'));
    expect(callers(c).map(([who]) => who)).toEqual(['user/developer', 'assumed-role/base/me', 'user/developer', 'assumed-role/base/me']);
  });

  test.each(['EcsContainer', 'Ec2InstanceMetadata'] as const)('%s', async (source) => {
    await using c = await world(PROFILE(source));
    const roleArn = `arn:aws:iam::${ACCOUNT}:role/machine`;
    c.sts.addRole({ arn: roleArn, trust: ACCOUNT, policy: FREE });
    const served = source === 'EcsContainer' ? c.sts.addContainer({ roleArn }) : c.sts.addInstance({ roleArn });
    expect(await ask(c, { AWS_PROFILE: 'p', AWS_EC2_METADATA_DISABLED: undefined, ...served.env })).toMatchObject({ value: SESSION });
    expect(callers(c).map(([who]) => who)).toEqual([expect.stringContaining('assumed-role/machine/'), 'assumed-role/base/me']);
  });
});

describe('credential_process', () => {
  const SECRET = 'canary-of-a-process';
  test.each<[string, string, string, RegExp]>([
    ['fails', `console.error('${SECRET}'); process.exit(3)`, 'STS_SOURCE_FAILED', /credential_process failed/],
    ['prints no JSON', `console.log('${SECRET}')`, 'STS_SOURCE_FAILED', /invalid JSON/],
    ['prints nothing', '', 'STS_SOURCE_FAILED', /invalid JSON/],
    [
      'prints another version',
      `console.log(JSON.stringify({ Version: 2, AccessKeyId: 'a', SecretAccessKey: '${SECRET}' }))`,
      'STS_SOURCE_FAILED',
      /Version 1/,
    ],
    [
      'prints half of the keys',
      `console.log(JSON.stringify({ Version: 1, SecretAccessKey: '${SECRET}' }))`,
      'STS_SOURCE_FAILED',
      /invalid credentials/,
    ],
    [
      'prints what is over',
      `console.log(JSON.stringify({ Version: 1, AccessKeyId: 'a', SecretAccessKey: '${SECRET}', Expiration: '2020-01-01T00:00:00Z' }))`,
      'STS_CREDENTIALS_EXPIRED',
      /prints old ones/,
    ],
    [
      'prints no end to it',
      `for (let i = 0; i < 400; i++) console.log('${SECRET}'.repeat(200))`,
      'STS_SOURCE_FAILED',
      /maxBuffer|invalid JSON/,
    ],
  ])('that %s is an error that shows nothing of its output', async (_what, program, code, message) => {
    await using c = await world((made) => `[profile p]\ncredential_process = node "${made.project.path('p.cjs')}" --password ${SECRET}\n`);
    await c.project.write('p.cjs', program);
    const outcome = await ask(c, { AWS_PROFILE: 'p' });
    expect(outcome.error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(outcome.error?.everything + outcome.result.all).not.toContain(SECRET);
    expect(c.sts.count()).toBe(0);
  });

  test('that hangs is ended with the process that waited for it', async () => {
    await using c = await world((made) => `[profile p]\ncredential_process = node "${made.project.path('p.cjs')}"\n`);
    await c.project.write(
      'p.cjs',
      `require('node:fs').writeFileSync('${c.project.path('pid')}', String(process.pid)); setTimeout(() => {}, 60000)`,
    );
    const { error, result } = await ask(c, { AWS_PROFILE: 'p', STS_TIMEOUT_MS: '1500' });
    expect(error?.code).toBe('STS_TIMEOUT');
    expect(result.durationMs).toBeLessThan(20_000);
    const pid = Number(await c.project.read('pid'));
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('SSO', () => {
  async function signedIn(c: Consumer, endsInSeconds?: number) {
    const sso = c.sts.addSso({ roleName: 'Developer', account: ACCOUNT, region: 'eu-north-1' });
    // What the portal made for the permission set may not go on yet.
    c.sts.removeRole(sso.roleArn);
    c.sts.addRole({ arn: sso.roleArn, trust: ACCOUNT, policy: FREE });
    for (const [file, text] of Object.entries(sso.homeFiles('dev', endsInSeconds))) await c.project.write(`home/${file}`, text);
    const env = {
      ...NO_KEYS,
      HOME: c.project.path('home'),
      AWS_PROFILE: 'dev',
      AWS_CONFIG_FILE: undefined,
      AWS_SHARED_CREDENTIALS_FILE: undefined,
    };
    return { sso, env: { ...env, ...sso.env } };
  }

  test('signs in by the token that is there, and an own configuration below ~/ is found by all parts of the SDK', async () => {
    await using c = await world();
    const { sso, env } = await signedIn(c);
    expect(await c.script(ARN, env)).toMatchObject({ value: SESSION, error: undefined });
    await c.project.write('home/elsewhere', (await c.project.read('home/.aws/config')).replace('profile dev', 'profile other'));
    expect(await c.script(ARN, { ...env, STS_CACHE: '0', AWS_CONFIG_FILE: '~/elsewhere', AWS_PROFILE: 'other' })).toMatchObject({
      value: SESSION,
    });
    expect(sso.asked).toBe(2);
    expect(callers(c)[0]?.[0]).toContain('assumed-role/AWSReservedSSO_Developer');
  });

  test('in the form without a session', async () => {
    await using c = await world();
    const { sso, env } = await signedIn(c);
    const [, file = ''] = Object.keys(sso.homeFiles('dev'));
    const id = `require('node:crypto').createHash('sha1').update('https://kit.awsapps.com/start').digest('hex')`;
    await c.script(`require('node:fs').copyFileSync('home/${file}', 'home/.aws/sso/cache/' + ${id} + '.json')`);
    await c.project.write(
      'home/.aws/config',
      `[profile dev]\nsso_start_url = https://kit.awsapps.com/start\nsso_region = eu-north-1\nsso_account_id = ${ACCOUNT}\nsso_role_name = Developer\n`,
    );
    expect(await c.script(ARN, env)).toMatchObject({ value: SESSION, error: undefined });
  });

  test.each([
    ['is over', -60, ''],
    ['is not there', undefined, 'home/.aws/sso/cache'],
  ])('whose token %s says how to sign in, also where another profile leads to it', async (_what, endsInSeconds, gone) => {
    await using c = await world();
    const { sso, env } = await signedIn(c, endsInSeconds);
    if (gone !== '') await c.script(`require('node:fs').rmSync('${gone}', { recursive: true })`);
    const config = await c.project.read('home/.aws/config');
    await c.project.write('home/.aws/config', `${config}[profile top]\nrole_arn = ${BASE}\nsource_profile = dev\n`);
    for (const profile of ['dev', 'top']) {
      const { error } = await c.script(ARN, { ...env, AWS_PROFILE: profile });
      expect(error).toMatchObject({
        code: 'STS_SOURCE_FAILED',
        message: expect.stringContaining(`profile ${profile} (from AWS_PROFILE)`),
        hint: expect.stringContaining('aws sso login --profile dev'),
      });
      expect(error?.everything).not.toContain(sso.accessToken);
    }
    expect([sso.asked, c.sts.count()]).toEqual([0, 0]);
  });
});

describe('web identity', () => {
  async function federated(c: Consumer) {
    const provider = c.sts.addIdentityProvider({ url: 'https://token.example.com', account: ACCOUNT });
    const trust = {
      Statement: { Effect: 'Allow', Principal: { Federated: provider.arn }, Action: 'sts:AssumeRoleWithWebIdentity' },
    } as const;
    c.sts.addRole({ arn: `${BASE}-web`, trust, policy: FREE });
    await c.project.write('token', provider.token({ subject: 'repo:acme/app' }));
    return provider;
  }

  test('asks with the token of the file, by the variables and by a profile', async () => {
    await using c = await world(
      (made) => `[profile web]\nrole_arn = ${BASE}-web\nweb_identity_token_file = ${made.project.path('token')}\nregion = eu-west-1\n`,
    );
    await federated(c);
    expect(
      await ask(c, { AWS_WEB_IDENTITY_TOKEN_FILE: c.project.path('token'), AWS_ROLE_ARN: `${BASE}-web`, AWS_ROLE_SESSION_NAME: 'run' }),
    ).toMatchObject({ value: SESSION });
    expect(await ask(c, { AWS_PROFILE: 'web' })).toMatchObject({ value: SESSION });
    expect(c.sts.calls.map(({ action }) => action)).toEqual([
      'AssumeRoleWithWebIdentity',
      'AssumeRole',
      'AssumeRoleWithWebIdentity',
      'AssumeRole',
    ]);
  });

  test('that is refused stops, without the token', async () => {
    await using c = await world();
    const provider = await federated(c);
    const token = provider.token({ subject: 'x', expiresInSeconds: -10 });
    await c.project.write('token', token);
    const { error } = await ask(c, { AWS_WEB_IDENTITY_TOKEN_FILE: c.project.path('token'), AWS_ROLE_ARN: `${BASE}-web` });
    expect(error).toMatchObject({
      code: 'STS_SOURCE_FAILED',
      message: expect.stringContaining('web identity (from AWS_WEB_IDENTITY_TOKEN_FILE)'),
    });
    expect(error?.everything).not.toContain(token);
  });
});

describe('the container and the instance', () => {
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/machine`;

  test('the container with a token, or the file of one', async () => {
    await using c = await world();
    c.sts.addRole({ arn: roleArn, trust: ACCOUNT, policy: FREE });
    const container = c.sts.addContainer({ roleArn });
    await c.project.write('token', container.authorizationToken);
    const { AWS_CONTAINER_AUTHORIZATION_TOKEN: _token, ...place } = container.env as Record<string, string>;
    expect(await ask(c, container.env)).toMatchObject({ value: SESSION });
    expect(await ask(c, { ...place, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: c.project.path('token'), STS_CACHE: '0' })).toMatchObject({
      value: SESSION,
    });
    expect(container.asked).toBe(2);
  });

  test('the container whose credentials are over is told before STS is asked', async () => {
    await using c = await world();
    const container = c.sts.addContainer({ roleArn });
    c.sts.clockOffsetMs = -10 * 3_600_000;
    const { error } = await ask(c, container.env);
    expect(error).toMatchObject({ code: 'STS_CREDENTIALS_EXPIRED', message: expect.stringContaining('the container') });
    expect(c.sts.count()).toBe(0);
  });

  test('the instance', async () => {
    await using c = await world();
    c.sts.addRole({ arn: roleArn, trust: ACCOUNT, policy: FREE });
    const instance = c.sts.addInstance({ roleArn });
    expect(await ask(c, { AWS_EC2_METADATA_DISABLED: undefined, ...instance.env })).toMatchObject({ value: SESSION });
  });

  test.each([
    [404, 'STS_NO_CREDENTIALS'],
    [500, 'STS_SOURCE_FAILED'],
  ])('an instance that answers %i is %s', async (status, code) => {
    await using c = await world();
    const instance = c.sts.addInstance({ roleArn });
    instance.status = status;
    expect((await ask(c, { AWS_EC2_METADATA_DISABLED: undefined, ...instance.env })).error?.code).toBe(code);
  });

  test('where nothing answers, there are no credentials', async () => {
    await using c = await world();
    const env = { AWS_EC2_METADATA_DISABLED: undefined, AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:1' };
    expect((await ask(c, env)).error).toMatchObject({ code: 'STS_NO_CREDENTIALS', hint: expect.stringContaining('AWS_PROFILE=') });
  });
});

test('temporary keys that are over by their own date are told before STS is asked', async () => {
  await using c = await world();
  const keys = { AWS_SESSION_TOKEN: 'canary-token', AWS_CREDENTIAL_EXPIRATION: '2020-01-01T00:00:00Z' };
  const { error } = await c.script(ARN, keys);
  expect(error).toMatchObject({
    code: 'STS_CREDENTIALS_EXPIRED',
    message: expect.stringContaining('2020-01-01'),
    hint: expect.stringContaining('AWS_CREDENTIAL_EXPIRATION'),
  });
  expect(error?.everything).not.toContain('canary-token');
  expect(c.sts.count()).toBe(0);
  // Keys that last have no end, whatever is left over.
  expect((await c.script(ARN, { AWS_CREDENTIAL_EXPIRATION: '2020-01-01T00:00:00Z' })).value).toBe(SESSION);
});

test('all questions of a run have the same source credentials, which are got once', async () => {
  const yml = YML.replace(ROLE, '${ssm:/role}').replace(
    'service: orders',
    'service: orders\ncustom:\n  b: ${ssm:/b}\n  sts: { sessionName: "${self:custom.b}" }',
  );
  await using c = await world((made) => `[profile p]\ncredential_process = node "${made.project.path('p.cjs')}"\n`);
  const answer = { Version: 1, AccessKeyId: c.user.accessKeyId, SecretAccessKey: c.user.secretAccessKey };
  await c.project.write(
    'p.cjs',
    `require('node:fs').appendFileSync('${c.project.path('asked')}', 'x'); console.log('${JSON.stringify(answer)}')`,
  );
  await c.project.write('serverless.yml', yml);
  const { createServer } = await import('node:http');
  const ssm = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const Value = body.includes('/role') ? ROLE : 'by-ssm';
      response
        .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
        .end(JSON.stringify({ Parameter: { Type: 'String', Value } }));
    });
  });
  await new Promise<void>((resolve) => void ssm.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = ssm.address() as { port: number };
    const { value, error } = await ask(c, { AWS_PROFILE: 'p', AWS_ENDPOINT_URL_SSM: `http://127.0.0.1:${port}` });
    expect([value, error]).toEqual([SESSION.replace('orders-dev-test', 'by-ssm'), undefined]);
    expect(await c.project.read('asked')).toBe('x');
  } finally {
    ssm.close();
    ssm.closeAllConnections();
  }
});
