import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT, assume, keysOf, OTHER_ACCOUNT, refusal, ROLE, type Keys } from '../../../test/sdk.js';
import { startStsEndpoint } from '../start-sts-endpoint.js';
import type { StsEndpoint } from '../sts-endpoint.js';
import type { PolicyDocument } from './document.js';

let endpoint: StsEndpoint;
let ann: Keys & { readonly arn: string };

beforeEach(async () => {
  endpoint = await startStsEndpoint({ explainDenials: true });
  ann = endpoint.addUser({ name: 'ann' });
  endpoint.addRole({ arn: ROLE, trust: ann.arn });
});
afterEach(() => endpoint.close());

const policy = (Effect: 'Allow' | 'Deny', Action = 'sts:AssumeRole'): PolicyDocument => ({ Statement: { Effect, Action, Resource: '*' } });

/** What an error says behind the resource. */
async function ending(keys: Keys): Promise<string> {
  const { code, status, message } = await refusal(assume(endpoint, keys));
  expect({ code, status }).toEqual({ code: 'AccessDenied', status: 403 });
  const [, rest = message] = message.split(`is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`);
  return rest;
}

describe('what is not allowed', () => {
  test('by the trust policy', async () => {
    endpoint.setTrust(ROLE, OTHER_ACCOUNT);
    expect(await ending(ann)).toBe(' because no resource-based policy allows the sts:AssumeRole action');
  });

  test("by the caller's own policies, where the trust policy names the account or the role is in another one", async () => {
    const text = ' because no identity-based policy allows the sts:AssumeRole action';
    endpoint.setTrust(ROLE, ACCOUNT);
    expect(await ending(ann)).toBe(text);
    const bo = endpoint.addUser({ name: 'bo', account: OTHER_ACCOUNT });
    endpoint.setTrust(ROLE, bo.arn);
    expect(await ending(bo)).toBe(text);
  });

  test("by the caller's session policy", async () => {
    const next = `arn:aws:iam::${ACCOUNT}:role/Next`;
    endpoint.addRole({ arn: next, trust: ann.arn });
    endpoint.setTrust(ROLE, next);
    const Policy = JSON.stringify({ Version: '2012-10-17', ...policy('Allow', 's3:*') });
    const keys = await keysOf(assume(endpoint, ann, { RoleArn: next, Policy }));
    expect(await ending(keys)).toBe(' because no session policy allows the sts:AssumeRole action');
  });

  test('by the service control policies', async () => {
    endpoint.addServiceControlPolicy({ account: ACCOUNT, policy: policy('Allow', 's3:*') });
    expect(await ending(ann)).toBe(' because no service control policy allows the sts:AssumeRole action');
    endpoint.addServiceControlPolicy({ account: ACCOUNT, policy: policy('Allow', '*') });
    expect((await assume(endpoint, ann)).Credentials).toBeDefined();
  });

  test('is not told unless it is asked for, and can be from another process', async () => {
    await fetch(`${endpoint.url}/_kit/explain-denials`, { method: 'POST', body: 'false' });
    endpoint.setTrust(ROLE, OTHER_ACCOUNT);
    expect(await ending(ann)).toBe('');
    endpoint.explainDenials = true;
    expect(await ending(ann)).toContain('because');
  });
});

describe.each([true, false])('what is denied is told (explainDenials: %s)', (explain) => {
  beforeEach(() => {
    endpoint.explainDenials = explain;
  });

  test('by the trust policy', async () => {
    const { Effect, Action } = { Effect: 'Deny', Action: 'sts:AssumeRole' } as const;
    endpoint.setTrust(ROLE, { Statement: { Effect, Action, Principal: '*' } });
    expect(await ending(ann)).toBe(' with an explicit deny in a resource-based policy');
  });

  test("by the caller's own policies", async () => {
    const bo = endpoint.addUser({ name: 'bo', policy: policy('Deny') });
    endpoint.setTrust(ROLE, bo.arn);
    expect(await ending(bo)).toBe(' with an explicit deny in an identity-based policy');
  });

  test("by a service control policy of the caller's account, and of no other", async () => {
    endpoint.addServiceControlPolicy({ account: OTHER_ACCOUNT, policy: policy('Deny') });
    expect((await assume(endpoint, ann)).Credentials).toBeDefined();
    endpoint.addServiceControlPolicy({ account: ACCOUNT, policy: [policy('Allow', '*'), policy('Deny')] });
    expect(await ending(ann)).toBe(' with an explicit deny in a service control policy');
  });
});

test('policies of an organization can come with the options', async () => {
  await using other = await startStsEndpoint({
    users: [{ name: 'ann' }],
    roles: [{ arn: ROLE, trust: '*' }],
    serviceControlPolicies: [{ account: ACCOUNT, policy: policy('Deny') }],
  });
  const [user] = other.users;
  if (user === undefined) throw new Error('no user');
  expect((await refusal(assume(other, user))).message).toMatch(/with an explicit deny in a service control policy$/);
});
