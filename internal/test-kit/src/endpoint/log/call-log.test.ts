import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT, assume, keysOf, refusal, ROLE, whoAmI, type Keys } from '../../../test/sdk.js';
import { startStsEndpoint } from '../start-sts-endpoint.js';
import type { StsEndpoint } from '../sts-endpoint.js';

let endpoint: StsEndpoint;
let ann: Keys & { readonly arn: string };

beforeEach(async () => {
  endpoint = await startStsEndpoint();
  ann = endpoint.addUser({ name: 'ann' });
  endpoint.addRole({ arn: ROLE, trust: ann.arn });
});
afterEach(() => endpoint.close());

test('a call that was answered is told in full', async () => {
  await assume(endpoint, ann, { ExternalId: 'ext', DurationSeconds: 900 });
  expect(endpoint.calls).toEqual([
    {
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
      action: 'AssumeRole',
      params: { RoleArn: ROLE, RoleSessionName: 'tests', ExternalId: 'ext', DurationSeconds: '900' },
      accessKeyId: ann.accessKeyId,
      callerArn: ann.arn,
      region: 'eu-central-1',
      userAgent: expect.stringMatching(/^aws-sdk-js\/3/),
      at: expect.any(Date),
      endedAt: expect.any(Date),
      state: 'answered',
      status: 200,
      authorized: true,
      errorCode: undefined,
      errorMessage: undefined,
      because: undefined,
      fault: undefined,
    },
  ]);
});

test('a call that was refused is told with its error, and with a reason that AWS would not give', async () => {
  const bo = endpoint.addUser({ name: 'bo' });
  const { message } = await refusal(assume(endpoint, bo));
  expect(endpoint.calls[0]).toMatchObject({
    callerArn: `arn:aws:iam::${ACCOUNT}:user/bo`,
    authorized: false,
    status: 403,
    errorCode: 'AccessDenied',
    errorMessage: message,
    because: 'no statement of the trust policy allows it',
  });
});

test('a caller who did not prove who it is has a key in the log, and no name', async () => {
  await refusal(whoAmI(endpoint, { ...ann, secretAccessKey: 'wrong' }));
  expect(endpoint.calls[0]).toMatchObject({ accessKeyId: ann.accessKeyId, callerArn: undefined });
});

test('no secret and no token is in the log', async () => {
  const keys = await keysOf(assume(endpoint, ann));
  await whoAmI(endpoint, keys);
  const log = JSON.stringify(endpoint.calls);
  for (const secret of [ann.secretAccessKey, keys.secretAccessKey, keys.sessionToken]) expect(log).not.toContain(secret);
});

test('calls are counted by action', async () => {
  await assume(endpoint, ann);
  await whoAmI(endpoint, ann);
  await whoAmI(endpoint, ann);
  expect([endpoint.count(), endpoint.count('AssumeRole'), endpoint.count('GetCallerIdentity')]).toEqual([3, 1, 2]);
  expect(endpoint.count('GetSessionToken')).toBe(0);
});

test('the list is a copy that later calls do not change', async () => {
  const before = endpoint.calls;
  await whoAmI(endpoint, ann);
  expect(before).toEqual([]);
});

test('after a reset it is empty, and keys still work', async () => {
  const keys = await keysOf(assume(endpoint, ann));
  endpoint.fault({ kind: 'throttling', times: 'always' });
  endpoint.clockOffsetMs = 600_000;
  endpoint.reset();
  expect([endpoint.calls, endpoint.issued, endpoint.clockOffsetMs]).toEqual([[], [], 0]);
  expect(await whoAmI(endpoint, keys)).toMatch(/assumed-role/);
});

describe('waiting for a call', () => {
  test('resolves when the n-th call of the action comes in, before it is answered', async () => {
    const second = endpoint.waitForCall('AssumeRole', 2);
    await assume(endpoint, ann);
    await whoAmI(endpoint, ann);
    endpoint.fault({ kind: 'hold' });
    const call = assume(endpoint, ann, { RoleSessionName: 'second' });
    expect(await second).toMatchObject({ state: 'received', params: { RoleSessionName: 'second' } });
    endpoint.clearFaults();
    await call;
  });

  test('resolves at once when the call came in already', async () => {
    await whoAmI(endpoint, ann);
    expect((await endpoint.waitForCall()).action).toBe('GetCallerIdentity');
    expect((await endpoint.waitForEnd('GetCallerIdentity')).status).toBe(200);
  });

  test('rejects when the endpoint is closed before', async () => {
    const wait = endpoint.waitForCall('AssumeRole');
    const rejected = expect(wait).rejects.toThrow('the endpoint was closed before call 1 of AssumeRole was received');
    await endpoint.close();
    await rejected;
  });

  test('rejects at once when the endpoint is closed already', async () => {
    await endpoint.close();
    await expect(endpoint.waitForEnd()).rejects.toThrow('the endpoint was closed before');
  });
});

test('a client of another action is refused, and logged by the name that it asked for', async () => {
  const answer = await fetch(endpoint.url, { method: 'POST', body: 'Action=GetFederationToken&Version=2011-06-15' });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain('Could not find operation GetFederationToken for version 2011-06-15');
  expect(endpoint.calls[0]).toMatchObject({ action: 'GetFederationToken', errorCode: 'InvalidAction' });
});
