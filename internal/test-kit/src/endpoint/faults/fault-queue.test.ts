import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT, assume, client, keysOf, refusal, ROLE, whoAmI, type Keys } from '../../../test/sdk.js';
import { startStsEndpoint } from '../start-sts-endpoint.js';
import type { StsEndpoint } from '../sts-endpoint.js';
import type { FaultSpec } from './fault-spec.js';

let endpoint: StsEndpoint;
let ann: Keys & { readonly arn: string };

beforeEach(async () => {
  endpoint = await startStsEndpoint();
  ann = endpoint.addUser({ name: 'ann' });
  endpoint.addRole({ arn: ROLE, trust: ann.arn });
});
afterEach(() => endpoint.close());

const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'answered',
    (error: unknown) => error,
  );

describe('a fault that answers with an error of AWS', () => {
  test.each<[FaultSpec, string, number, string]>([
    [{ kind: 'throttling' }, 'Throttling', 400, 'Rate exceeded'],
    [
      { kind: 'internal-failure' },
      'InternalFailure',
      500,
      'The request processing has failed because of an unknown error, exception or failure.',
    ],
    [{ kind: 'service-unavailable' }, 'ServiceUnavailable', 503, 'Service is unavailable'],
    [
      { kind: 'region-disabled' },
      'RegionDisabledException',
      403,
      `STS is not activated in this region for account:${ACCOUNT}. Your account administrator can activate STS in this region using the IAM Console.`,
    ],
    [{ kind: 'error', code: 'OptInRequired', status: 403, message: 'Subscribe.' }, 'OptInRequired', 403, 'Subscribe.'],
  ])('%j', async (spec, code, status, message) => {
    endpoint.fault(spec);
    expect(await refusal(assume(endpoint, ann))).toEqual({ code, status, message });
    expect(endpoint.issued).toEqual([]);
    expect(endpoint.calls[0]).toMatchObject({
      state: 'answered',
      authorized: false,
      errorCode: code,
      status,
      fault: spec.kind,
    });
  });

  test.each<FaultSpec>([
    { kind: 'throttling', times: 2 },
    { kind: 'service-unavailable', times: 2 },
    { kind: 'cut', times: 2 },
  ])('%j is tried again by the SDK', async (spec) => {
    endpoint.fault(spec);
    expect(await whoAmI(endpoint, ann, { maxAttempts: 3 })).toBe(ann.arn);
    expect(endpoint.count()).toBe(3);
  });
});

describe('a fault of the connection', () => {
  test('cut: nothing is answered, and nothing done', async () => {
    endpoint.fault({ kind: 'cut' });
    expect(await failure(assume(endpoint, ann))).toMatchObject({ code: 'ECONNRESET' });
    expect(endpoint.issued).toEqual([]);
    expect(endpoint.calls[0]).toMatchObject({ state: 'cut', status: undefined, authorized: false });
  });

  test('cut-midway: the call is done, and half of the answer is lost', async () => {
    endpoint.fault({ kind: 'cut-midway' });
    expect(await failure(assume(endpoint, ann))).toMatchObject({ code: 'ECONNRESET' });
    expect(endpoint.issued).toHaveLength(1);
    expect(endpoint.calls[0]).toMatchObject({ state: 'cut', status: 200, authorized: true });
  });

  test('silent: there is no answer until the client gives up, which is in the log', async () => {
    endpoint.fault({ kind: 'silent' });
    const abort = new AbortController();
    const call = client(endpoint, ann).send(new GetCallerIdentityCommand({}), { abortSignal: abort.signal });
    expect((await endpoint.waitForCall()).state).toBe('received');
    abort.abort();
    expect(await failure(call)).toMatchObject({ name: 'AbortError' });
    expect((await endpoint.waitForEnd()).state).toBe('abandoned');
  });

  test('silent: the end of the endpoint is the end of the call', async () => {
    endpoint.fault({ kind: 'silent' });
    const call = failure(assume(endpoint, ann));
    await endpoint.waitForCall('AssumeRole');
    await endpoint.close();
    expect(await call).toMatchObject({ code: 'ECONNRESET' });
  });

  test('hold: there is no answer until the test lets go', async () => {
    const fault = endpoint.fault({ kind: 'hold', times: 2 });
    const calls = [assume(endpoint, ann), assume(endpoint, ann)];
    await endpoint.waitForCall('AssumeRole', 2);
    expect(endpoint.issued).toEqual([]);
    expect(await whoAmI(endpoint, ann)).toBe(ann.arn);
    fault.release();
    for (const answer of await Promise.all(calls)) expect(answer.Credentials).toBeDefined();
  });

  test('hold: clearing the faults lets go', async () => {
    endpoint.fault({ kind: 'hold' });
    const call = assume(endpoint, ann);
    await endpoint.waitForCall();
    endpoint.clearFaults();
    expect((await call).Credentials).toBeDefined();
  });

  test('latency: the answer comes later', async () => {
    endpoint.fault({ kind: 'latency', latencyMs: 80 });
    await whoAmI(endpoint, ann);
    const [call] = endpoint.calls;
    // Timers may be a millisecond early.
    expect((call?.endedAt?.getTime() ?? 0) - (call?.at.getTime() ?? 0)).toBeGreaterThanOrEqual(78);
  });

  test('latency: a client that does not wait so long is in the log', async () => {
    endpoint.fault({ kind: 'throttling', latencyMs: 60_000 });
    const requestHandler = { requestTimeout: 200, throwOnRequestTimeout: true };
    expect(await failure(whoAmI(endpoint, ann, { requestHandler }))).toMatchObject({ name: 'TimeoutError' });
    expect((await endpoint.waitForEnd()).state).toBe('abandoned');
  });
});

describe('a fault that is not of STS', () => {
  test.each(['html', 'empty'] as const)('%s with status 200 resolves in the SDK without credentials', async (kind) => {
    endpoint.fault({ kind });
    const answer = await assume(endpoint, ann);
    expect(answer.Credentials).toBeUndefined();
    expect(answer.$metadata).toMatchObject({ httpStatusCode: 200, requestId: undefined });
    expect(endpoint.issued).toEqual([]);
  });

  test('html may have another status', async () => {
    endpoint.fault({ kind: 'html', status: 502 });
    const answer = await fetch(endpoint.url, { method: 'POST', body: 'Action=AssumeRole' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(await answer.text()).toMatch(/^<!DOCTYPE html>/);
  });

  test('wrong-role: answer and keys are of another role than the one asked for', async () => {
    endpoint.fault({ kind: 'wrong-role', answeredRoleArn: 'arn:aws:iam::210987654321:role/x/Other' });
    const answer = await assume(endpoint, ann);
    const other = 'arn:aws:sts::210987654321:assumed-role/Other/tests';
    expect(answer.AssumedRoleUser?.Arn).toBe(other);
    expect(await whoAmI(endpoint, await keysOf(Promise.resolve(answer)))).toBe(other);
  });

  test('clock: the server is wrong about the time for one call', async () => {
    endpoint.fault({ kind: 'clock', offsetMs: 600_000 });
    expect((await refusal(whoAmI(endpoint, ann))).message).toMatch(/^Signature expired/);
    expect(await whoAmI(endpoint, ann)).toBe(ann.arn);
  });
});

describe('a fault meets', () => {
  test('one call unless it says otherwise, and tells how many it has met', async () => {
    const fault = endpoint.fault({ kind: 'throttling' });
    expect(fault.applied).toBe(0);
    expect((await refusal(whoAmI(endpoint, ann))).code).toBe('Throttling');
    expect(await whoAmI(endpoint, ann)).toBe(ann.arn);
    expect(fault.applied).toBe(1);
  });

  test('every call until it is removed', async () => {
    const fault = endpoint.fault({ kind: 'throttling', times: 'always' });
    for (let n = 0; n < 3; n += 1) expect((await refusal(whoAmI(endpoint, ann))).code).toBe('Throttling');
    fault.remove();
    expect(await whoAmI(endpoint, ann)).toBe(ann.arn);
    expect(fault.applied).toBe(3);
  });

  test('calls behind those that it lets through first', async () => {
    endpoint.fault({ kind: 'throttling', after: 2 });
    expect(await whoAmI(endpoint, ann)).toBe(ann.arn);
    expect(await whoAmI(endpoint, ann)).toBe(ann.arn);
    expect((await refusal(whoAmI(endpoint, ann))).code).toBe('Throttling');
  });

  test('the calls of its action, region and role, and no others', async () => {
    endpoint.fault({ kind: 'throttling', action: 'AssumeRole' });
    endpoint.fault({ kind: 'internal-failure', region: 'us-east-1' });
    endpoint.fault({ kind: 'service-unavailable', roleArn: `${ROLE}2` });
    expect(await whoAmI(endpoint, ann)).toBe(ann.arn);
    expect((await refusal(whoAmI(endpoint, ann, { region: 'us-east-1' }))).code).toBe('InternalFailure');
    expect((await refusal(assume(endpoint, ann))).code).toBe('Throttling');
    expect((await refusal(assume(endpoint, ann, { RoleArn: `${ROLE}2` }))).code).toBe('ServiceUnavailable');
  });

  test('calls in the order in which faults were asked for, one each', async () => {
    endpoint.fault({ kind: 'throttling' });
    endpoint.fault({ kind: 'internal-failure' });
    expect((await refusal(whoAmI(endpoint, ann))).code).toBe('Throttling');
    expect((await refusal(whoAmI(endpoint, ann))).code).toBe('InternalFailure');
    expect(await whoAmI(endpoint, ann)).toBe(ann.arn);
  });

  test('none when its kind does not exist: that is an error of the test', () => {
    expect(() => endpoint.fault({ kind: 'thorttling' } as never)).toThrow('no such kind of fault: "thorttling"');
  });
});
