import { describe, expect, test } from 'vitest';
import { ACCOUNT, consumer, type Consumer, type Outcome, ROLE } from './consumer.js';

const OPEN =
  'const { credentials, assumedRoleArn, accountId } = await core.openSession(); return { credentials, assumedRoleArn, accountId };';

/** No secret that took part is anywhere in what the process showed of its error. */
function expectNoSecrets({ error, result }: Outcome, { sts, user, env }: Consumer, more: string[] = []): void {
  const issued = sts.issued.flatMap(({ secretAccessKey, sessionToken }) => [secretAccessKey, sessionToken]);
  const secrets = [user.secretAccessKey, user.accessKeyId, env['AWS_SESSION_TOKEN'], ...issued, ...more].filter(
    (secret) => secret !== undefined && secret !== '',
  );
  for (const secret of secrets) expect(`${error?.everything ?? ''}${result.all}`).not.toContain(secret);
}

describe('the request', () => {
  test('reaches STS with every option, signed for the region', async () => {
    const allowed = { Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'] } as const;
    await using c = await consumer({
      user: { policy: { Statement: { ...allowed, Resource: '*' } } },
      role: { trust: { Statement: { ...allowed, Principal: { AWS: ACCOUNT } } }, maxSessionDuration: 7200 },
    });
    const options = {
      sessionName: 'me',
      durationSeconds: 7200,
      externalId: 'x-1',
      sourceIdentity: 'ann',
      tags: { Team: 'a' },
      transitiveTagKeys: ['Team'],
      sessionPolicy: { Version: '2012-10-17', Statement: [] },
      policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
      region: 'eu-west-3',
    };
    const { value, error } = await c.script<{ assumedRoleArn: string }>(
      `const s = await core.openSession(${JSON.stringify(options)}); return { assumedRoleArn: s.assumedRoleArn }`,
    );
    expect(error).toBeUndefined();
    expect(value).toEqual({ assumedRoleArn: `arn:aws:sts::${ACCOUNT}:assumed-role/orders/me` });
    expect(c.sts.calls).toHaveLength(1);
    expect(c.sts.calls[0]).toMatchObject({
      action: 'AssumeRole',
      region: 'eu-west-3',
      params: {
        RoleArn: ROLE,
        RoleSessionName: 'me',
        DurationSeconds: '7200',
        SourceIdentity: 'ann',
        'Tags.member.1.Key': 'Team',
        'TransitiveTagKeys.member.1': 'Team',
        'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/ReadOnlyAccess',
      },
    });
  });

  test('gives the credentials that STS gave, with their end as a Date', async () => {
    await using c = await consumer();
    const { value } = await c.script(
      `const s = await core.openSession(); return [s.credentials, s.credentials.expiration instanceof Date, s.assumedRoleArn, s.accountId]`,
    );
    const [issued] = c.sts.issued;
    expect(value).toEqual([
      {
        accessKeyId: issued?.accessKeyId,
        secretAccessKey: issued?.secretAccessKey,
        sessionToken: issued?.sessionToken,
        expiration: issued?.expiration.toISOString(),
      },
      true,
      `arn:aws:sts::${ACCOUNT}:assumed-role/orders/orders-dev-test`,
      ACCOUNT,
    ]);
  });
});

describe('who may not', () => {
  test('is told who asked, for which role, and the statements that would allow it', async () => {
    await using c = await consumer({ role: { trust: 'arn:aws:iam::222222222222:user/somebody-else' } });
    const outcome = await c.script(OPEN);
    expect(outcome.error).toMatchObject({
      code: 'STS_ACCESS_DENIED',
      isStsError: true,
      message: expect.stringContaining(`${c.user.arn} may not assume ${ROLE}`),
    });
    expect(jsonIn(outcome.error?.hint)).toEqual([
      { Effect: 'Allow', Principal: { AWS: c.user.arn }, Action: 'sts:AssumeRole' },
      { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ROLE },
    ]);
    expectNoSecrets(outcome, c);
  });

  test('the trust statement that is shown does allow it', async () => {
    await using c = await consumer({ role: { trust: 'arn:aws:iam::222222222222:user/somebody-else' } });
    const [statement] = jsonIn((await c.script(OPEN)).error?.hint);
    c.sts.setTrust(ROLE, { Version: '2012-10-17', Statement: [statement as never] });
    expect((await c.script(OPEN)).value).toMatchObject({ accountId: ACCOUNT });
  });

  test('a session is named by its role in the statement', async () => {
    const hub = `arn:aws:iam::${ACCOUNT}:role/Hub`;
    await using c = await consumer();
    const { value } = await c.script<{ credentials: Record<string, string> }>(OPEN);
    c.sts.addRole({ arn: hub, trust: 'arn:aws:iam::222222222222:user/somebody-else' });
    const outcome = await c.script('return core.openSession({ roleArn: "arn:aws:iam::222222222222:role/Hub" })', {
      AWS_ACCESS_KEY_ID: value?.credentials['accessKeyId'],
      AWS_SECRET_ACCESS_KEY: value?.credentials['secretAccessKey'],
      AWS_SESSION_TOKEN: value?.credentials['sessionToken'],
    });
    expect(jsonIn(outcome.error?.hint)[0]).toMatchObject({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/orders` } });
    expectNoSecrets(outcome, c);
  });

  const external = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: ACCOUNT },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': 'canary-external-1' } },
    },
  } as const;
  const permission = { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ROLE } } as const;

  test('an external id that is missing or wrong is refused, the hint points at it, and the right one works', async () => {
    await using c = await consumer({ role: { trust: external }, user: { policy: permission } });
    for (const given of [undefined, 'canary-external-2']) {
      const outcome = await c.script(OPEN, { STS_EXTERNAL_ID: given });
      expect(outcome.error).toMatchObject({ code: 'STS_ACCESS_DENIED', hint: expect.stringContaining('externalId') });
      expectNoSecrets(outcome, c, ['canary-external-1', 'canary-external-2']);
    }
    expect((await c.script(OPEN, { STS_EXTERNAL_ID: 'canary-external-1' })).value).toMatchObject({ accountId: ACCOUNT });
    expect(c.sts.count('AssumeRole')).toBe(3);
  });

  test('a wrong MFA code is told as such without being shown, and the right one works', async () => {
    const serial = `arn:aws:iam::${ACCOUNT}:mfa/developer`;
    await using c = await consumer({ user: { mfa: { serial, codes: ['314159'] } } });
    const outcome = await c.script(OPEN, { STS_MFA_SERIAL: serial, STS_MFA_CODE: '271828' });
    expect(outcome.error).toMatchObject({ code: 'STS_ACCESS_DENIED', message: expect.stringContaining(`MFA code of ${serial}`) });
    expectNoSecrets(outcome, c, ['271828']);
    expect((await c.script(OPEN, { STS_MFA_SERIAL: serial, STS_MFA_CODE: '314159' })).value).toMatchObject({ accountId: ACCOUNT });
  });

  test('an answer that was had with an MFA code serves the next code too: none is asked for twice', async () => {
    const serial = `arn:aws:iam::${ACCOUNT}:mfa/developer`;
    await using c = await consumer({ user: { mfa: { serial, codes: ['314159'], oneTime: true } } });
    for (const code of ['314159', '314159', '000000']) {
      expect((await c.script(OPEN, { STS_MFA_SERIAL: serial, STS_MFA_CODE: code })).error).toBeUndefined();
    }
    expect(c.sts.count('AssumeRole')).toBe(1);
  });
});

describe('what STS finds wrong with the request', () => {
  test('expired source credentials', async () => {
    await using c = await consumer();
    const { value } = await c.script<{ credentials: Record<string, string> }>(OPEN);
    c.env['AWS_ACCESS_KEY_ID'] = value?.credentials['accessKeyId'] ?? '';
    c.env['AWS_SECRET_ACCESS_KEY'] = value?.credentials['secretAccessKey'] ?? '';
    c.env['AWS_SESSION_TOKEN'] = value?.credentials['sessionToken'] ?? '';
    c.sts.fault({
      kind: 'error',
      code: 'ExpiredTokenException',
      status: 400,
      message: 'The security token included in the request is expired',
    });
    const outcome = await c.script(OPEN);
    expect(outcome.error).toMatchObject({
      code: 'STS_CREDENTIALS_EXPIRED',
      message: expect.stringContaining('from AWS_ACCESS_KEY_ID) have expired'),
    });
    expectNoSecrets(outcome, c);
  });

  test('a duration of more than an hour in a chain', async () => {
    await using c = await consumer({
      role: { maxSessionDuration: 43_200, policy: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' } } },
    });
    const { value } = await c.script<{ credentials: Record<string, string> }>(OPEN);
    c.sts.addRole({ arn: `arn:aws:iam::${ACCOUNT}:role/Next`, trust: ACCOUNT, maxSessionDuration: 43_200 });
    const keys = {
      AWS_ACCESS_KEY_ID: value?.credentials['accessKeyId'],
      AWS_SECRET_ACCESS_KEY: value?.credentials['secretAccessKey'],
      AWS_SESSION_TOKEN: value?.credentials['sessionToken'],
    };
    const outcome = await c.script(OPEN, { ...keys, STS_ROLE_ARN: `arn:aws:iam::${ACCOUNT}:role/Next`, STS_DURATION_SECONDS: '7200' });
    expect(outcome.error).toMatchObject({ code: 'STS_REQUEST_REFUSED', hint: expect.stringContaining('3600 at the most') });
    expectNoSecrets(outcome, c);
    expect(
      (await c.script(OPEN, { ...keys, STS_ROLE_ARN: `arn:aws:iam::${ACCOUNT}:role/Next`, STS_DURATION_SECONDS: '3600' })).error,
    ).toBeUndefined();
  });

  test('a session policy over 2048 characters, before it is sent', async () => {
    await using c = await consumer();
    const outcome = await c.script(OPEN, {
      STS_SESSION_POLICY: JSON.stringify({
        Version: '2012-10-17',
        Statement: Array.from({ length: 60 }, () => ({ Effect: 'Deny', Action: 's3:*', Resource: '*' })),
      }),
    });
    expect(outcome.error).toMatchObject({ code: 'STS_POLICY_TOO_LARGE' });
    expect(c.sts.count()).toBe(0);
  });

  test.each([
    ['PackedPolicyTooLargeException', 400, 'Packed policy consumes 112% of allotted space', 'STS_POLICY_TOO_LARGE'],
    ['ExpiredToken', 403, 'expired', 'STS_CREDENTIALS_EXPIRED'],
    ['RequestExpired', 400, 'Request has expired', 'STS_CLOCK_SKEW'],
    ['AccessDeniedException', 403, 'no', 'STS_ACCESS_DENIED'],
    ['ThrottlingException', 400, 'slow down', 'STS_THROTTLED'],
    ['SomethingNew', 400, 'never heard of', 'STS_REQUEST_REFUSED'],
  ])('%s', async (code, status, message, expected) => {
    await using c = await consumer();
    c.sts.fault({ kind: 'error', code, status, message, times: 'always' });
    const outcome = await c.script(OPEN, { STS_TIMEOUT_MS: '3000' });
    expect(outcome.error).toMatchObject({ code: expected, isStsError: true });
    expectNoSecrets(outcome, c);
  });

  test('a clock that is an hour off, when STS does not say its own time', async () => {
    await using c = await consumer();
    c.sts.fault({
      kind: 'error',
      code: 'SignatureDoesNotMatch',
      status: 403,
      message: 'Signature expired: 20261121T010000Z is now earlier than 20261121T014500Z',
      times: 'always',
    });
    expect((await c.script(OPEN)).error).toMatchObject({ code: 'STS_CLOCK_SKEW', hint: expect.stringContaining('clock') });
  });

  test('a clock that is an hour off is corrected by what STS says, once', async () => {
    await using c = await consumer();
    c.sts.clockOffsetMs = 3_600_000;
    expect((await c.script(OPEN)).value).toMatchObject({ accountId: ACCOUNT });
  });
});

describe('what stands between here and STS', () => {
  test.each([
    ['a page with status 200', { kind: 'html' }, 'STS_RESPONSE_INVALID'],
    ['a page with status 407', { kind: 'html', status: 407 }, 'STS_RESPONSE_INVALID'],
    ['a page with status 503', { kind: 'html', status: 503 }, 'STS_RESPONSE_INVALID'],
    ['nothing with status 200', { kind: 'empty' }, 'STS_RESPONSE_INVALID'],
    ['nothing with status 500', { kind: 'empty', status: 500 }, 'STS_SERVICE_FAILED'],
    ['a 503', { kind: 'service-unavailable' }, 'STS_SERVICE_FAILED'],
    ['half an answer', { kind: 'cut-midway' }, 'STS_UNREACHABLE'],
  ] as const)('%s', async (_what, fault, code) => {
    await using c = await consumer();
    c.sts.fault({ ...fault, times: 'always' });
    const outcome = await c.script(OPEN);
    expect(outcome.error).toMatchObject({ code, isStsError: true });
    expectNoSecrets(outcome, c);
  });

  test('the time is for the whole: silence ends when it is up, and the lock with it', async () => {
    await using c = await consumer();
    c.sts.fault({ kind: 'silent', times: 'always' });
    const outcome = await c.script(
      'const at = Date.now(); const error = await core.openSession({ timeoutMs: 1500 }).catch((e) => e); return [error.code, Date.now() - at]',
    );
    const [code, took] = outcome.value as [string, number];
    expect(code).toBe('STS_TIMEOUT');
    expect(took).toBeGreaterThanOrEqual(1450);
    expect(took).toBeLessThan(3500);
    expect((await c.cacheFiles()).filter((file) => !file.endsWith('.refused.json'))).toEqual([]);
  });
});

/** The JSON objects that stand in a text, each at the beginning of a line. */
function jsonIn(text = ''): unknown[] {
  return [...text.matchAll(/^\{$[^]*?^\}$/gm)].map(([found]) => JSON.parse(found) as unknown);
}
