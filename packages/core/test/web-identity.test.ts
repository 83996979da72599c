import { describe, expect, test } from 'vitest';
import { ACCOUNT, consumer, type Consumer, ROLE } from './consumer.js';

const ISSUER = 'https://token.actions.example.com';
const OPEN = 'const s = await core.openSession(); return [s.assumedRoleArn, s.credentials.accessKeyId]';
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/orders/orders-dev-test`;

interface InCi extends Consumer {
  /** Writes a token, as the CI system does for each job. */
  token(subject: string, expiresInSeconds?: number): Promise<string>;
}

/** No keys anywhere: a token of the CI system, and a role that trusts it for one repository. */
async function inCi(): Promise<InCi> {
  const c = await consumer();
  const provider = c.sts.addIdentityProvider({ url: ISSUER, account: ACCOUNT, audience: 'sts.amazonaws.com' });
  const trust = (sub: string) =>
    ({
      Statement: {
        Effect: 'Allow',
        Principal: { Federated: provider.arn },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringLike: { [`${provider.host}:sub`]: sub }, StringEquals: { [`${provider.host}:aud`]: 'sts.amazonaws.com' } },
      },
    }) as const;
  c.sts.setTrust(ROLE, trust('repo:shop/orders:*'));
  c.sts.addRole({
    arn: HUB,
    trust: trust('repo:shop/*'),
    policy: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' } },
  });
  const { AWS_ENDPOINT_URL_STS = '' } = c.env;
  for (const name of Object.keys(c.env)) delete c.env[name];
  Object.assign(c.env, { AWS_ENDPOINT_URL_STS, AWS_WEB_IDENTITY_TOKEN_FILE: c.project.path('token') });
  return {
    ...c,
    token: async (subject, expiresInSeconds = 300) => {
      const token = provider.token({ subject, expiresInSeconds });
      await c.project.write('token', `${token}\n`);
      return token;
    },
  };
}

const HUB = `arn:aws:iam::${ACCOUNT}:role/Hub`;
const actions = (c: Consumer): unknown[] => c.sts.calls.map(({ action, params: { RoleArn } }) => [action, RoleArn]);

describe('a web identity token', () => {
  test.each([
    ['without AWS_ROLE_ARN', {}],
    ['with the very role in AWS_ROLE_ARN', { AWS_ROLE_ARN: ROLE }],
  ])('%s is for the role itself: one call, no keys, none in the next run with a new token', async (_what, env) => {
    await using c = await inCi();
    await c.token('repo:shop/orders:ref:refs/heads/main');
    const first = await c.script(OPEN, env);
    expect(first.value).toEqual([SESSION, c.sts.issued[0]?.accessKeyId]);
    await c.token('repo:shop/orders:ref:refs/heads/main');
    expect((await c.script(OPEN, env)).value).toEqual(first.value);
    expect(actions(c)).toEqual([['AssumeRoleWithWebIdentity', ROLE]]);
  });

  test('of somebody else has no share in the answer', async () => {
    await using c = await inCi();
    await c.token('repo:shop/orders:ref:refs/heads/main');
    await c.script(OPEN);
    await c.token('repo:shop/website:ref:refs/heads/main');
    expect((await c.script(OPEN)).error?.code).toBe('STS_ACCESS_DENIED');
  });

  test('with another role in AWS_ROLE_ARN becomes that role, which assumes the one that is meant', async () => {
    await using c = await inCi();
    await c.token('repo:shop/tools:ref:refs/heads/main');
    c.sts.setTrust(ROLE, HUB);
    expect((await c.script<string[]>(OPEN, { AWS_ROLE_ARN: HUB })).value?.[0]).toBe(SESSION);
    expect(actions(c)).toEqual([
      ['AssumeRoleWithWebIdentity', HUB],
      ['AssumeRole', ROLE],
    ]);
    expect((await c.script(OPEN, { AWS_ROLE_ARN: HUB, STS_DURATION_SECONDS: '7200' })).error).toMatchObject({
      code: 'STS_OPTIONS_INVALID',
      message: expect.stringContaining('more than the hour'),
    });
  });

  test('begins a way through other roles too', async () => {
    await using c = await inCi();
    await c.token('repo:shop/tools:ref:refs/heads/main');
    c.sts.setTrust(ROLE, HUB);
    expect((await c.script<string[]>(OPEN, { STS_VIA: HUB })).value?.[0]).toBe(SESSION);
    expect(actions(c)).toEqual([
      ['AssumeRoleWithWebIdentity', HUB],
      ['AssumeRole', ROLE],
    ]);
  });

  test('takes a session policy, a session name and hours, and none of what only AssumeRole takes', async () => {
    await using c = await inCi();
    await c.token('repo:shop/orders:ref:refs/heads/main');
    const wrong = { STS_EXTERNAL_ID: 'canary-external', STS_TAGS: 'a=1', STS_SOURCE_IDENTITY: 'ann' };
    const { error, result } = await c.script(OPEN, wrong);
    expect(error).toMatchObject({
      code: 'STS_OPTIONS_INVALID',
      message: expect.stringMatching(/externalId .*STS_EXTERNAL_ID.*sourceIdentity .*tags /s),
    });
    expect(`${error?.everything ?? ''}${result.all}`).not.toContain('canary-external');
    expect(c.sts.calls).toEqual([]);
    const policy = { Version: '2012-10-17', Statement: [] };
    await c.script(OPEN, { STS_SESSION_NAME: 'ci', STS_DURATION_SECONDS: '3600', STS_SESSION_POLICY: JSON.stringify(policy) });
    expect(c.sts.calls[0]?.params).toMatchObject({ RoleSessionName: 'ci', DurationSeconds: '3600', Policy: JSON.stringify(policy) });
  });

  test.each([
    ['is not there', async () => undefined, 'STS_SOURCE_FAILED', 'is not there'],
    ['is empty', (c: InCi) => c.project.write('token', '\n'), 'STS_SOURCE_FAILED', 'is empty'],
    ['is a folder', (c: InCi) => c.project.write('token/x', ''), 'STS_SOURCE_FAILED', 'is a folder'],
    ['has expired', (c: InCi) => c.token('repo:shop/orders:x', -10), undefined, ''],
    ['is none', (c: InCi) => c.project.write('token', 'canary-token'), undefined, ''],
  ])('that %s is told as such, and never shown', async (_what, write, code, words) => {
    await using c = await inCi();
    const token = await write(c);
    const { error, result } = await c.script(OPEN);
    if (code !== undefined) expect(error?.code).toBe(code);
    expect(error?.code).toMatch(/^STS_/);
    expect(error?.code).not.toBe('STS_INTERNAL');
    expect(error?.message).toContain(words);
    for (const secret of [token ?? 'canary-token', 'canary-token']) expect(`${error?.everything ?? ''}${result.all}`).not.toContain(secret);
  });

  test('alone cannot ask AWS on the way to the role, and says what to set', async () => {
    await using c = await inCi();
    await c.project.write('serverless.yml', 'service: orders\nprovider:\n  name: aws\nfunctions:\n  a:\n    handler: a.b\n');
    await c.token('repo:shop/orders:ref:refs/heads/main');
    const { error } = await c.script(OPEN);
    expect(error).toMatchObject({ code: 'STS_SOURCE_FAILED', hint: expect.stringContaining('STS_ROLE_ARN') });
  });
});
