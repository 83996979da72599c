import { afterEach, beforeEach, expect, test } from 'vitest';
import { assume, refusal, ROLE, whoAmI, type Keys } from '../../../test/sdk.js';
import { startStsEndpoint } from '../start-sts-endpoint.js';
import type { StsEndpoint } from '../sts-endpoint.js';
import { TokenBucket } from './token-bucket.js';

const THROTTLED = { code: 'Throttling', status: 400, message: 'Rate exceeded' };

let nowMs: number;
let endpoint: StsEndpoint;
let ann: Keys & { readonly arn: string };

beforeEach(async () => {
  nowMs = Date.now();
  endpoint = await startStsEndpoint({ now: () => nowMs, quota: { requestsPerSecond: 2 } });
  ann = endpoint.addUser({ name: 'ann' });
  endpoint.addRole({ arn: ROLE, trust: ann.arn });
});
afterEach(() => endpoint.close());

test('calls above the quota are throttled, whatever they ask for, until time goes on', async () => {
  await whoAmI(endpoint, ann);
  await assume(endpoint, ann);
  expect(await refusal(whoAmI(endpoint, ann))).toEqual(THROTTLED);
  expect(await refusal(assume(endpoint, ann))).toEqual(THROTTLED);
  nowMs += 500;
  await assume(endpoint, ann);
  expect(await refusal(assume(endpoint, ann))).toEqual(THROTTLED);
  expect(endpoint.calls.map(({ errorCode }) => errorCode)).toEqual([
    undefined,
    undefined,
    'Throttling',
    'Throttling',
    undefined,
    'Throttling',
  ]);
});

test('a rest saves up no more than one second, or the burst', async () => {
  nowMs += 60_000;
  await whoAmI(endpoint, ann);
  await whoAmI(endpoint, ann);
  expect(await refusal(whoAmI(endpoint, ann))).toEqual(THROTTLED);
  endpoint.quota = { requestsPerSecond: 0.5, burst: 3 };
  for (let call = 0; call < 3; call += 1) await whoAmI(endpoint, ann);
  expect(await refusal(whoAmI(endpoint, ann))).toEqual(THROTTLED);
});

test('it can be taken away, and a reset fills it', async () => {
  await whoAmI(endpoint, ann);
  await whoAmI(endpoint, ann);
  endpoint.reset();
  await whoAmI(endpoint, ann);
  await whoAmI(endpoint, ann);
  endpoint.quota = undefined;
  await whoAmI(endpoint, ann);
});

test('a wrong clock of the server fills no bucket', async () => {
  await whoAmI(endpoint, ann);
  await whoAmI(endpoint, ann);
  endpoint.clockOffsetMs = 60_000;
  expect(await refusal(whoAmI(endpoint, ann))).toEqual(THROTTLED);
});

test('it can be set from another process', async () => {
  const set = (body: string) => fetch(`${endpoint.url}/_kit/quota`, { method: 'POST', body });
  await set('{ "requestsPerSecond": 1 }');
  await whoAmI(endpoint, ann);
  expect(await refusal(whoAmI(endpoint, ann))).toEqual(THROTTLED);
  await set('null');
  await whoAmI(endpoint, ann);
  expect((await set('{ "requestsPerSecond": 0 }')).status).toBe(400);
});

test.each([{ requestsPerSecond: 0 }, { requestsPerSecond: -1 }, { requestsPerSecond: Number.NaN }, { requestsPerSecond: 5, burst: 0 }])(
  '%j is no quota',
  (quota) => {
    expect(() => {
      new TokenBucket(Date.now).quota = quota;
    }).toThrow(TypeError);
  },
);
