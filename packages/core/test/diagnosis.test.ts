import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { ACCOUNT, consumer, ROLE, YML } from './consumer.js';

const OPEN = 'return (await core.openSession()).accountId;';
const SOMEBODY = `arn:aws:iam::${ACCOUNT}:user/somebody-else`;
const USER = `User: arn:aws:iam::${ACCOUNT}:user/developer is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`;

/** STS answers this, whatever is asked. */
async function refused(code: string, message: string, { status = 403, env = {} }: { status?: number; env?: Record<string, string> } = {}) {
  await using c = await consumer();
  c.sts.fault({ kind: 'error', code, message, status, times: 'always' });
  const { error } = await c.script(OPEN, env);
  if (error === undefined) throw new Error('it was not refused');
  expect(error.hint, 'the hint is cut').not.toContain(' … ');
  return error;
}

/** STS answers these texts of AccessDenied, one after the other. */
async function denials(messages: readonly string[]): Promise<{ code: string; message: string; hint: string }[]> {
  await using c = await consumer();
  for (const message of messages) c.sts.fault({ kind: 'error', code: 'AccessDenied', message, status: 403 });
  const { value } = await c.script<{ code: string; message: string; hint: string }[]>(
    `const errors = [];
    for (let index = 0; index < ${messages.length}; index++) {
      await core.openSession({ sessionName: 'asker-' + index }).catch(({ code, message, hint }) => errors.push({ code, message, hint }));
    }
    return errors;`,
  );
  if (value?.length !== messages.length) throw new Error('they were not refused');
  for (const { hint } of value) expect(hint, 'the hint is cut').not.toContain(' … ');
  return value;
}

function jsonIn(text: string): Record<string, unknown>[] {
  return [...text.matchAll(/^\{$[^]*?^\}$/gm)].map(([found]) => JSON.parse(found) as Record<string, unknown>);
}

describe('the policy that refuses, where STS names it', () => {
  // IAM user guide, "Troubleshoot access denied error messages".
  const TEXTS = [
    ['because no identity-based policy allows the sts:AssumeRole action', "none of the caller's own policies allows sts:AssumeRole"],
    ['with an explicit deny in an identity-based policy', "one of the caller's own policies denies it"],
    ['because no resource-based policy allows the sts:AssumeRole action', "the role's trust policy does not allow it"],
    ['because no role trust policy allows the sts:AssumeRole action', "the role's trust policy does not allow it"],
    ['with an explicit deny in a resource-based policy', "the role's trust policy denies it"],
    ['with an explicit deny in the role trust policy', "the role's trust policy denies it"],
    ['because no service control policy allows the sts:AssumeRole action', 'a service control policy does not allow it'],
    ['with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/p-1', 'a service control policy denies it'],
    ['with an explicit deny in a resource control policy', 'a resource control policy denies it'],
    ['because no permissions boundary allows the sts:AssumeRole action', "the caller's permissions boundary does not allow it"],
    ['with an explicit deny in a permissions boundary', "the caller's permissions boundary denies it"],
    ['because no session policy allows the sts:AssumeRole action', "the session policy of the caller's own session does not allow it"],
    ['with an explicit deny in a session policy', "the session policy of the caller's own session denies it"],
    ['because no VPC endpoint policy allows the sts:AssumeRole action', 'the policy of the VPC endpoint does not allow it'],
    ['with an explicit deny in a VPC endpoint policy', 'the policy of the VPC endpoint denies it'],
    ['with an explicit deny in a VPC endpoint policy transitively through a service control policy', 'a service control policy denies it'],
  ] as const;

  test('is told in the first sentence, with the statements that would help', async () => {
    const errors = await denials(TEXTS.map(([because]) => `${USER} ${because}`));
    for (const [index, [because, says]] of TEXTS.entries()) {
      const { code, message, hint } = errors[index] ?? { code: '', message: '', hint: '' };
      expect(code).toBe('STS_ACCESS_DENIED');
      expect(message).toContain(`user/developer may not assume ${ROLE}: ${says}. STS says: `);
      expect(message).not.toContain('does not tell');
      // What beats every Allow is not got over by a statement.
      const statements = because.includes('deny') ? 0 : /identity|resource-based|trust/.test(because) ? 2 : 1;
      expect(jsonIn(hint), because).toHaveLength(statements);
    }
  });

  test('is not made up where it does not', async () => {
    for (const { message } of await denials(['', ' because no allowing policy', ' because of reasons'].map((because) => USER + because))) {
      expect(message).toContain(`may not assume ${ROLE}, and STS does not tell why. STS says: `);
    }
  });

  test.each([
    ['sts:TagSession', 'with session tags (sts:TagSession)', { STS_TAGS: 'Team=a' }],
    ['sts:SetSourceIdentity', 'with a source identity (sts:SetSourceIdentity)', { STS_SOURCE_IDENTITY: 'ann' }],
  ])('%s is told by its name, and is in both statements', async (action, says, env: Record<string, string>) => {
    await using c = await consumer({ user: { policy: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' } } } });
    const { error } = await c.script(OPEN, env);
    expect(error?.message).toContain(`may not assume ${ROLE} ${says}, and STS does not tell why`);
    const [trust, own] = jsonIn(error?.hint ?? '');
    expect(trust).toMatchObject({ Principal: { AWS: c.user.arn }, Action: ['sts:AssumeRole', action] });
    expect(own).toMatchObject({ Action: ['sts:AssumeRole', action], Resource: ROLE });
    c.sts.setTrust(ROLE, { Statement: [trust as never] });
    expect((await c.script(OPEN, env)).value).toBe(ACCOUNT);
  });
});

describe('the caller, as a trust policy names it', () => {
  const says = (caller: string): string => USER.replace(/arn:\S+/, caller);

  const CALLERS = [
    ['a user with a path', `arn:aws:iam::${ACCOUNT}:user/ci/bots/bot`, { AWS: `arn:aws:iam::${ACCOUNT}:user/ci/bots/bot` }],
    ['a session, by its role', `arn:aws:sts::${ACCOUNT}:assumed-role/Hub/ann@x.y`, { AWS: `arn:aws:iam::${ACCOUNT}:role/Hub` }],
    ['a session in China', `arn:aws-cn:sts::${ACCOUNT}:assumed-role/Hub/x`, { AWS: `arn:aws-cn:iam::${ACCOUNT}:role/Hub` }],
    ['a federated user', `arn:aws:sts::${ACCOUNT}:federated-user/Bob`, { AWS: `arn:aws:sts::${ACCOUNT}:federated-user/Bob` }],
    [
      'a session of SSO, by its account',
      `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/a@x`,
      { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    ],
  ] as const;

  test('a user, a session by its role, whatever the partition, a federated user, SSO by its account', async () => {
    const errors = await denials(CALLERS.map(([, caller]) => says(caller)));
    for (const [index, [who, , principal]] of CALLERS.entries()) {
      expect(jsonIn(errors[index]?.hint ?? '')[0], who).toMatchObject({ Principal: principal });
    }
  });

  test('a session of SSO is told from others of its account by a condition, and the path of a role is spoken of', async () => {
    const { hint } = await refused('AccessDenied', says(`arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_Dev_Ops_0123456789abcdef/a`));
    expect(jsonIn(hint)[0]?.['Condition']).toEqual({
      ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Dev_Ops_*` },
    });
    expect((await refused('AccessDenied', says(`arn:aws:sts::${ACCOUNT}:assumed-role/Hub/x`))).hint).toContain('the path');
  });

  test('the root user is told that nothing helps, and a federated user that it may not ask', async () => {
    const root = await refused('AccessDenied', 'Roles may not be assumed by root accounts.');
    expect(root.message).toContain('the root user of an account may assume no role');
    expect(root.hint).not.toContain(':root');
    expect((await refused('AccessDenied', says(`arn:aws:sts::${ACCOUNT}:federated-user/Bob`))).hint).toContain('GetFederationToken');
  });

  test('the statement has the conditions that the call meets, and not the external id itself', async () => {
    const serial = `arn:aws:iam::${ACCOUNT}:mfa/developer`;
    await using c = await consumer({ role: { trust: SOMEBODY }, user: { mfa: { serial, codes: ['314159', '271828'], oneTime: true } } });
    const env = { STS_EXTERNAL_ID: 'canary-external-1', STS_MFA_SERIAL: serial, STS_MFA_CODE: '314159' };
    const { error } = await c.script(OPEN, env);
    const [statement] = jsonIn(error?.hint ?? '');
    expect(statement?.['Condition']).toEqual({
      StringEquals: { 'sts:ExternalId': '<the external id in use>' },
      Bool: { 'aws:MultiFactorAuthPresent': 'true' },
    });
    expect(error?.everything).not.toContain('canary-external-1');
    const real = JSON.parse(JSON.stringify(statement).replace('<the external id in use>', 'canary-external-1')) as never;
    c.sts.setTrust(ROLE, { Statement: [real] });
    expect((await c.script(OPEN, { ...env, STS_MFA_CODE: '271828' })).value).toBe(ACCOUNT);
  });
});

describe('MFA', () => {
  const serial = `arn:aws:iam::${ACCOUNT}:mfa/developer`;

  test.each([
    ['a code that was used', { STS_MFA_SERIAL: serial, STS_MFA_CODE: '314159' }, `the MFA code of ${serial}`, 'wait for the next one'],
    [
      'a device of somebody else',
      { STS_MFA_SERIAL: `${serial}2`, STS_MFA_CODE: '314159' },
      `the MFA device ${serial}2`,
      'list-mfa-devices',
    ],
  ])('%s', async (_what, env: Record<string, string>, says, hint) => {
    await using c = await consumer({ user: { mfa: { serial, codes: ['314159'], oneTime: true } } });
    await c.script(OPEN, { ...env, STS_MFA_SERIAL: serial, STS_CACHE: '0' });
    const { error } = await c.script(OPEN, { ...env, STS_CACHE: '0' });
    expect(error).toMatchObject({ code: 'STS_ACCESS_DENIED', message: expect.stringContaining(says), hint: expect.stringContaining(hint) });
    expect(error?.everything).not.toContain('314159');
  });

  test('a code without a device, as an emulator or a changed client may have it', async () => {
    const { message } = await refused(
      'AccessDenied',
      'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code. ',
    );
    expect(message).toContain('without its');
  });
});

describe('the source credentials', () => {
  const token = 'canary-stale-session-token';

  test.each(['InvalidClientTokenId', 'ExpiredToken', 'ExpiredTokenException'])(
    'a stale session token beside a key of a user: %s',
    async (code) => {
      const { message, hint, everything } = await refused(code, 'The security token included in the request is no good', {
        env: { AWS_SESSION_TOKEN: token },
      });
      expect(message).toContain('(AWS_SESSION_TOKEN in the environment) is sent beside a key of a user (AKIA…)');
      expect(hint).toMatch(/^Unset AWS_SESSION_TOKEN in the environment/);
      expect(everything).not.toContain(token);
    },
  );

  test('a stale session token in a .env file is told to be there', async () => {
    await using c = await consumer({ files: { '.env': `AWS_SESSION_TOKEN=${token}\n`, 'serverless.yml': `${YML}useDotenv: true\n` } });
    const { error } = await c.script(OPEN);
    expect(error).toMatchObject({ code: 'STS_CREDENTIALS_INVALID', hint: expect.stringMatching(/^Unset AWS_SESSION_TOKEN in \.env:/) });
    expect(error?.everything).not.toContain(token);
  });

  test('a stale session token of a profile is told to be there', async () => {
    await using c = await consumer();
    const keys = `aws_access_key_id = ${c.user.accessKeyId}\naws_secret_access_key = ${c.user.secretAccessKey}\naws_session_token = ${token}\n`;
    await c.project.write('aws/credentials', `[dev]\n${keys}`);
    const { error } = await c.script(OPEN, { AWS_SHARED_CREDENTIALS_FILE: c.project.path('aws/credentials'), AWS_PROFILE: 'dev' });
    expect(error).toMatchObject({ code: 'STS_CREDENTIALS_INVALID', hint: expect.stringContaining('aws_session_token of the profile dev') });
    expect(error?.everything).not.toContain(token);
  });

  test.each([
    [
      'a temporary key without its token',
      { AWS_ACCESS_KEY_ID: 'ASIAAAAAAAAAAAAAWXYZ' },
      'STS_CREDENTIALS_INVALID',
      'needs the session token',
    ],
    [
      'a region to be opted into',
      { AWS_ACCESS_KEY_ID: 'AKIAAAAAAAAAAAAAWXYZ', STS_REGION: 'af-south-1' },
      'STS_CREDENTIALS_INVALID',
      'opt into',
    ],
    ['a key with a newline', { AWS_ACCESS_KEY_ID: 'AKIAAAAAAAAAAAAAWXYZ\n' }, 'STS_CREDENTIALS_INVALID', 'cannot be sent'],
    ['a token with a newline', { AWS_SESSION_TOKEN: `${token}\n` }, 'STS_CREDENTIALS_INVALID', 'The session token (AWS_SESSION_TOKEN'],
    ['a secret with a newline', { AWS_SECRET_ACCESS_KEY: `${'wrong'.repeat(8)}\n` }, 'STS_SIGNATURE_INVALID', 'newline at an end'],
    ['a secret that is cut', { AWS_SECRET_ACCESS_KEY: 'wrong'.repeat(7) }, 'STS_SIGNATURE_INVALID', 'It has 35 characters'],
    ['a secret out of a URL', { AWS_SECRET_ACCESS_KEY: `${'wrong'.repeat(7)}%2Fwr` }, 'STS_SIGNATURE_INVALID', 'URL-encoded'],
  ])('%s', async (_what, env: Record<string, string>, code, shows) => {
    await using c = await consumer();
    const { error } = await c.script(OPEN, env);
    expect(error?.code).toBe(code);
    expect(`${error?.message ?? ''} ${error?.hint ?? ''}`).toContain(shows);
    for (const value of Object.values(env).filter((one) => one.length > 15)) expect(error?.everything).not.toContain(value.trim());
  });

  test.each([
    ['IncompleteSignature', 400, 'STS_SIGNATURE_INVALID'],
    ['MissingAuthenticationToken', 403, 'STS_SIGNATURE_INVALID'],
    ['OptInRequired', 403, 'STS_REGION_DISABLED'],
    ['InvalidAction', 400, 'STS_RESPONSE_INVALID'],
  ])('%s', async (code, status, expected) => {
    expect((await refused(code, 'no', { status })).code).toBe(expected);
  });

  test('an unknown key is no missing permission, though an emulator calls it so', async () => {
    expect((await refused('AccessDenied', 'The security token included in the request is invalid')).code).toBe('STS_CREDENTIALS_INVALID');
  });
});

describe('the request', () => {
  test('what STS repeats of secret parameters is not shown, however short it is', async () => {
    const said =
      "2 validation errors detected: Value 'ab' at 'externalId' failed to satisfy constraint: x; Value '271828' at 'tokenCode' failed to satisfy constraint: y";
    const { message, hint } = await refused('ValidationError', said, { status: 400, env: { STS_EXTERNAL_ID: 'ab' } });
    expect(message).toContain("Value [redacted] at 'externalId'");
    expect(message).not.toContain('271828');
    expect(hint).toBe('Look at the option externalId and mfaCode.');
  });

  test('a duration tells what was given and from where', async () => {
    await using c = await consumer();
    const { error } = await c.script(OPEN, { STS_DURATION_SECONDS: '7200' });
    expect(error).toMatchObject({
      code: 'STS_REQUEST_REFUSED',
      message: expect.stringContaining('durationSeconds is 7200 (from STS_DURATION_SECONDS)'),
    });
  });

  test('a packed policy tells what was sent, and its share', async () => {
    const { code, message } = await refused('PackedPolicyTooLarge', 'Packed policy consumes 112% of allotted space', {
      status: 400,
      env: { STS_TAGS: 'a=1,b=2' },
    });
    expect(code).toBe('STS_POLICY_TOO_LARGE');
    expect(message).toContain('(2 tags). They take 112 % of the room');
  });

  test('two clocks are told with both times, and which is ahead', async () => {
    const { code, message } = await refused(
      'SignatureDoesNotMatch',
      'Signature expired: 20200101T000000Z is now earlier than 20200101T000500Z (20200101T001000Z - 5 min.)',
    );
    expect(code).toBe('STS_CLOCK_SKEW');
    expect(message).toMatch(
      /this machine \(20[^)]+Z\) and of STS \(2020-01-01T00:10:00\.000Z\) differ too much\. This machine is \d+ h.* ahead\./,
    );
  });

  test('the time of STS is taken from its answer where it does not say it in words', async () => {
    await using c = await consumer();
    c.sts.clockOffsetMs = 7_200_000;
    c.sts.fault({ kind: 'error', code: 'RequestExpired', message: 'Request has expired', status: 400, times: 'always' });
    expect((await c.script(OPEN)).error?.message).toMatch(/and of STS \(20.*This machine is (?:2 h|1 h 59 min|2 h 1 min) behind\./);
  });
});

describe('what stands in the place of STS', () => {
  const json = (status: number, body: object) => (response: ServerResponse) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const page =
    (status: number, headers: Record<string, string> = {}) =>
    (response: ServerResponse) =>
      response
        .writeHead(status, { 'content-type': 'text/html', ...headers })
        .end('<!DOCTYPE html><title>Sign in</title><p>canary-page</p>');

  test.each([
    ['a portal', page(200), 'sign-in'],
    ['a portal that sends on', page(302, { location: 'https://portal.example/login?token=canary-page' }), 'to https://portal.example'],
    ['a portal that says so', page(511), 'status 511'],
    ['a filter', page(403), 'status 403'],
    ['a proxy that wants a password', page(407), 'HTTPS_PROXY'],
    ['an API', json(404, { message: 'canary-page' }), 'Another service'],
    ['an API that wants keys', json(403, { message: 'Missing Authentication Token canary-page' }), 'JSON'],
    ['an API that is content', json(200, { hello: 'canary-page' }), 'answered'],
    ['nothing to be read', (response: ServerResponse) => response.writeHead(404).end(), 'status 404'],
    [
      'an object store',
      (response: ServerResponse) =>
        response
          .writeHead(405, { 'content-type': 'application/xml' })
          .end('<Error><Code>MethodNotAllowed</Code><Message>canary-page</Message></Error>'),
      'Another service',
    ],
    [
      'an emulator without STS',
      (response: ServerResponse) =>
        response
          .writeHead(501, { 'content-type': 'text/xml' })
          .end('<ErrorResponse><Error><Code>InternalFailure</Code><Message>canary-page</Message></Error></ErrorResponse>'),
      'emulator',
    ],
  ])('%s', async (_what, answer, shows) => {
    await using c = await consumer();
    const server = createServer((request, response) => void request.resume().on('end', () => answer(response)));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://user:canary-password@127.0.0.1:${(server.address() as AddressInfo).port}`;
      const { error } = await c.script(OPEN, { AWS_ENDPOINT_URL_STS: url });
      expect(error?.code, error?.everything).toBe('STS_RESPONSE_INVALID');
      expect(`${error?.message ?? ''} ${error?.hint ?? ''}`).toContain(shows);
      expect(`${error?.message ?? ''} ${error?.hint ?? ''}`).not.toContain('canary-');
      expect(error?.everything).not.toContain('canary-password');
    } finally {
      server.close().closeAllConnections();
    }
  });

  test.each([
    ['a name that is not there', { AWS_ENDPOINT_URL_STS: 'http://nowhere.invalid' }, /The name is not known|Names cannot be looked up/],
    ['plain HTTP where TLS is asked', { AWS_ENDPOINT_URL_STS: 'https' }, /http or https/],
    ['what is no URL', { AWS_ENDPOINT_URL_STS: 'nonsense' }, /looks like https:/],
  ])('%s', async (_what, env, hint) => {
    await using c = await consumer();
    const url = env.AWS_ENDPOINT_URL_STS === 'https' ? c.sts.url.replace('http:', 'https:') : env.AWS_ENDPOINT_URL_STS;
    const { error } = await c.script(OPEN, { AWS_ENDPOINT_URL_STS: url });
    expect(error).toMatchObject({ code: 'STS_UNREACHABLE', hint: expect.stringMatching(hint) });
  });
});
