import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT, assume, keysOf, refusal, ROLE, whoAmI, type Keys } from '../../../test/sdk.js';
import { startStsEndpoint } from '../start-sts-endpoint.js';
import type { StsEndpoint } from '../sts-endpoint.js';

let endpoint: StsEndpoint;
let ann: Keys & { readonly arn: string };

beforeEach(async () => {
  endpoint = await startStsEndpoint({ host: '0.0.0.0' });
  ann = endpoint.addUser({ name: 'ann' });
  endpoint.addRole({ arn: ROLE, trust: ann.arn });
});
afterEach(() => endpoint.close());

async function admin(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
  const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(`${endpoint.url}/_kit/${path}`, { method, body: text });
  return { status: answer.status, json: await answer.json() };
}

test('the log can be read from outside, and reading it is not a call', async () => {
  await whoAmI(endpoint, ann);
  expect((await admin('GET', 'calls')).json).toEqual(JSON.parse(JSON.stringify(endpoint.calls)));
  expect(endpoint.count()).toBe(1);
});

test('what was issued can be read from outside', async () => {
  const keys = await keysOf(assume(endpoint, ann));
  expect((await admin('GET', 'issued')).json).toMatchObject([keys]);
});

test('faults can be asked for from outside, one or many, and cleared', async () => {
  await admin('POST', 'faults', { kind: 'throttling' });
  await admin('POST', 'faults', [{ kind: 'internal-failure' }, { kind: 'service-unavailable', times: 'always' }]);
  expect((await refusal(whoAmI(endpoint, ann))).code).toBe('Throttling');
  expect((await refusal(whoAmI(endpoint, ann))).code).toBe('InternalFailure');
  expect((await refusal(whoAmI(endpoint, ann))).code).toBe('ServiceUnavailable');
  await admin('DELETE', 'faults');
  expect(await whoAmI(endpoint, ann)).toBe(ann.arn);
});

test('users and roles can be added and removed from outside', async () => {
  const { json } = await admin('POST', 'users', { name: 'bo' });
  const bo = json as Keys & { arn: string };
  expect(bo.arn).toBe(`arn:aws:iam::${ACCOUNT}:user/bo`);
  await admin('POST', 'roles', { arn: ROLE, trust: bo.arn });
  expect((await assume(endpoint, bo)).Credentials).toBeDefined();
  await admin('DELETE', 'roles', { arn: ROLE });
  expect((await refusal(assume(endpoint, bo))).code).toBe('AccessDenied');
});

test('clock and lifetime can be set from outside, and all can be reset', async () => {
  await admin('POST', 'clock', { offsetMs: 600_000 });
  await admin('POST', 'lifetime', { seconds: 5 });
  expect([endpoint.clockOffsetMs, endpoint.lifetimeSeconds]).toEqual([600_000, 5]);
  await admin('POST', 'lifetime', { seconds: null });
  expect(endpoint.lifetimeSeconds).toBeUndefined();
  await refusal(whoAmI(endpoint, ann));
  await admin('POST', 'reset');
  expect([endpoint.clockOffsetMs, endpoint.calls]).toEqual([0, []]);
});

describe('a request that is wrong', () => {
  test.each([
    ['POST', 'faults', '{', 400],
    ['POST', 'faults', { kind: 'nothing' }, 400],
    ['POST', 'roles', { arn: 'App', trust: '*' }, 400],
    ['GET', 'faults', undefined, 404],
    ['GET', 'nothing', undefined, 404],
  ])('%s %s %j is answered with what is wrong', async (method, path, body, status) => {
    const answer = await admin(method, path, body);
    expect(answer).toEqual({ status, json: expect.objectContaining({ error: expect.any(String) }) });
  });
});

const outer = Object.values(networkInterfaces())
  .flat()
  .find((address) => address?.family === 'IPv4' && !address.internal)?.address;

test(`another address than loopback may call STS, and not the admin interface (${outer ?? 'this machine has none'})`, async () => {
  if (outer === undefined) return;
  expect((await fetch(`http://${outer}:${endpoint.port}/_kit/issued`)).status).toBe(403);
  expect((await fetch(`http://${outer}:${endpoint.port}/`)).status).toBe(400);
});
