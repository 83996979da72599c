import { GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assume, client, keysOf, refusal, ROLE, whoAmI, type Keys } from '../../../test/sdk.js';
import { startStsEndpoint } from '../start-sts-endpoint.js';
import type { StsEndpoint } from '../sts-endpoint.js';

let endpoint: StsEndpoint;
let ann: Keys & { readonly arn: string };

beforeEach(async () => {
  endpoint = await startStsEndpoint();
  ann = endpoint.addUser({ name: 'ann' });
});
afterEach(() => endpoint.close());

const get = (keys: Keys, DurationSeconds?: number) => client(endpoint, keys).send(new GetSessionTokenCommand({ DurationSeconds }));

test('it gives temporary keys that are the user itself', async () => {
  const keys = await keysOf(get(ann));
  expect(keys.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  expect(await whoAmI(endpoint, keys)).toBe(ann.arn);
});

test('its keys assume a role that trusts the user, for as long as the role lets anybody', async () => {
  endpoint.addRole({ arn: ROLE, trust: ann.arn, maxSessionDuration: 7200 });
  const answer = await assume(endpoint, await keysOf(get(ann)), { DurationSeconds: 7200 });
  expect(answer.AssumedRoleUser?.Arn).toMatch(/assumed-role/);
});

test.each([
  [undefined, 43_200],
  [900, 900],
  [129_600, 129_600],
])('asked for %s seconds it gives %i', async (asked, given) => {
  const before = Math.floor(Date.now() / 1000);
  const end = ((await get(ann, asked)).Credentials?.Expiration?.getTime() ?? 0) / 1000;
  expect(end - given).toBeGreaterThanOrEqual(before);
  expect(end - given).toBeLessThanOrEqual(Date.now() / 1000);
});

test.each([899, 129_601])('%i seconds are a ValidationError', async (seconds) => {
  expect(await refusal(get(ann, seconds))).toMatchObject({ code: 'ValidationError', status: 400 });
});

test('temporary keys cannot call it', async () => {
  expect(await refusal(get(await keysOf(get(ann))))).toEqual({
    code: 'AccessDenied',
    status: 403,
    message: 'Cannot call GetSessionToken with session credentials',
  });
});
