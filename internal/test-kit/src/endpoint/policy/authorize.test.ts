import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT, assume, keysOf, OTHER_ACCOUNT, refusal, ROLE, type Keys } from '../../../test/sdk.js';
import type { Trust } from '../accounts/directory.js';
import { startStsEndpoint } from '../start-sts-endpoint.js';
import type { StsEndpoint } from '../sts-endpoint.js';
import type { PolicyDocument, PolicyStatement } from './document.js';

const ANN = `arn:aws:iam::${ACCOUNT}:user/people/ann`;
const HOP = `arn:aws:iam::${ACCOUNT}:role/hops/Hop`;
const HOP_SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/Hop/tests`;

let endpoint: StsEndpoint;
/** A user without any policy, in the role's account. */
let ann: Keys;

beforeEach(async () => {
  endpoint = await startStsEndpoint();
  ann = endpoint.addUser({ name: 'ann', path: '/people/' });
});
afterEach(() => endpoint.close());

function statement(Effect: 'Allow' | 'Deny', rest: Partial<PolicyStatement>): PolicyStatement {
  return { Effect, Action: 'sts:AssumeRole', ...rest };
}

function policy(...Statement: readonly PolicyStatement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement };
}

const mayAssume = (Resource: string, Action = 'sts:AssumeRole'): PolicyDocument => policy(statement('Allow', { Action, Resource }));

/** `allowed`, or the message of the AccessDenied. */
async function attempt(trust: Trust, keys: Keys = ann): Promise<string> {
  endpoint.addRole({ arn: ROLE, trust });
  const call = assume(endpoint, keys);
  const [outcome] = await Promise.allSettled([call]);
  if (outcome.status === 'fulfilled') return 'allowed';
  const answer = await refusal(call);
  expect(answer).toMatchObject({ code: 'AccessDenied', status: 403 });
  return answer.message;
}

const denied = (caller: string, suffix = ''): string =>
  `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${ROLE}${suffix}`;

describe('a user without a policy, in the account of the role', () => {
  test.each<[string, Trust]>([
    ['its ARN', ANN],
    ['its ARN among others', [`arn:aws:iam::${ACCOUNT}:user/bo`, ANN]],
    ['everybody', '*'],
    ['everybody, without a type', policy(statement('Allow', { Principal: '*' }))],
    ['its ARN beside a service', policy(statement('Allow', { Principal: { Service: 'lambda.amazonaws.com', AWS: ANN } }))],
    ['its ARN, for all actions of STS', policy(statement('Allow', { Principal: { AWS: ANN }, Action: 'sts:*' }))],
    ['its ARN, for all actions but others', policy({ Effect: 'Allow', Principal: { AWS: ANN }, NotAction: 's3:*' })],
    ['its ARN, in another case of the action', policy(statement('Allow', { Principal: { AWS: ANN }, Action: 'STS:assumerole' }))],
    [
      'its ARN in the second statement',
      policy(statement('Allow', { Principal: { Service: 'x' } }), statement('Allow', { Principal: { AWS: ANN } })),
    ],
  ])('is let in by a trust that names %s', async (_, trust) => {
    expect(await attempt(trust)).toBe('allowed');
  });

  test.each<[string, Trust]>([
    ['another user', `arn:aws:iam::${ACCOUNT}:user/people/bo`],
    ['its name without the path', `arn:aws:iam::${ACCOUNT}:user/ann`],
    ['its ARN in another case', ANN.replace('ann', 'Ann')],
    ['its ARN by a wildcard', `arn:aws:iam::${ACCOUNT}:user/people/*`],
    ['a user of that name in another account', ANN.replace(ACCOUNT, OTHER_ACCOUNT)],
    ['the account, which leaves it to the policy of the user', ACCOUNT],
    ['the root of the account', `arn:aws:iam::${ACCOUNT}:root`],
    ['another account', OTHER_ACCOUNT],
    ['a service', policy(statement('Allow', { Principal: { Service: 'lambda.amazonaws.com' } }))],
    ['any service', policy(statement('Allow', { Principal: { Service: '*' } }))],
    ['a federation', policy(statement('Allow', { Principal: { Federated: ANN } }))],
    ['it for another action', policy(statement('Allow', { Principal: { AWS: ANN }, Action: 'sts:TagSession' }))],
    ['it for all but this action', policy({ Effect: 'Allow', Principal: { AWS: ANN }, NotAction: 'sts:Assume*' })],
    ['nobody at all', policy()],
  ])('is kept out by a trust that names %s', async (_, trust) => {
    expect(await attempt(trust)).toBe(denied(ANN));
  });

  test('is kept out of a role that does not exist, in the same words', async () => {
    expect(await refusal(assume(endpoint, ann))).toEqual({ code: 'AccessDenied', status: 403, message: denied(ANN) });
    expect(endpoint.calls[0]?.because).toBe('there is no such role');
  });

  test('is kept out by an explicit Deny beside the Allow', async () => {
    const trust = policy(statement('Allow', { Principal: { AWS: ANN } }), statement('Deny', { Principal: '*' }));
    expect(await attempt(trust)).toBe(denied(ANN, ' with an explicit deny in a resource-based policy'));
  });

  test('is let in when the Deny is for somebody else', async () => {
    const bo = { AWS: `arn:aws:iam::${ACCOUNT}:user/bo` };
    expect(await attempt(policy(statement('Allow', { Principal: { AWS: ANN } }), statement('Deny', { Principal: bo })))).toBe('allowed');
  });

  test('is let in and kept out as the trust changes', async () => {
    expect(await attempt(ANN)).toBe('allowed');
    endpoint.setTrust(ROLE, ACCOUNT);
    expect((await refusal(assume(endpoint, ann))).code).toBe('AccessDenied');
    endpoint.setTrust(ROLE, ANN);
    endpoint.removeRole(ROLE);
    expect((await refusal(assume(endpoint, ann))).code).toBe('AccessDenied');
  });
});

describe('a trust that names the account', () => {
  const account = { trust: ACCOUNT, root: `arn:aws:iam::${ACCOUNT}:root` };

  test.each([
    [account.trust, mayAssume(ROLE)],
    [account.root, mayAssume(ROLE)],
    [account.root, mayAssume('*')],
    [account.root, mayAssume(`arn:aws:iam::*:role/A??`)],
    [account.root, mayAssume(ROLE, 'sts:Assume*')],
    [account.root, mayAssume(ROLE, '*')],
    [account.root, policy({ Effect: 'Allow', NotAction: 'iam:*', NotResource: `${ROLE}2` })],
  ])('lets in a user whose policy allows it: %s %j', async (trust, own) => {
    expect(await attempt(trust, endpoint.addUser({ name: 'bo', policy: own }))).toBe('allowed');
  });

  test.each([
    [account.root, mayAssume(`${ROLE}2`)],
    [account.root, mayAssume('arn:aws:iam::*:role/A?')],
    [account.root, mayAssume(ROLE, 'sts:GetSessionToken')],
    [account.root, policy({ Effect: 'Allow', Action: '*', NotResource: ROLE })],
    [`arn:aws-cn:iam::${ACCOUNT}:root`, mayAssume(ROLE)],
  ])('keeps out a user whose policy does not: %s %j', async (trust, own) => {
    const bo = endpoint.addUser({ name: 'bo', policy: own });
    expect(await attempt(trust, bo)).toBe(denied(bo.arn));
  });

  test("keeps out a user whose own policy denies it, as does a trust that names the user's ARN", async () => {
    const policies = [mayAssume('*'), policy(statement('Deny', { Resource: ROLE }))];
    const bo = endpoint.addUser({ name: 'bo', policy: policies });
    const message = denied(bo.arn, ' with an explicit deny in an identity-based policy');
    expect(await attempt(account.root, bo)).toBe(message);
    expect(await attempt(bo.arn, bo)).toBe(message);
  });
});

describe('a user of another account', () => {
  const stranger = (own?: PolicyDocument): Keys & { readonly arn: string } =>
    endpoint.addUser({ name: 'eve', account: OTHER_ACCOUNT, ...(own && { policy: own }) });
  const ways = [`arn:aws:iam::${OTHER_ACCOUNT}:user/eve`, OTHER_ACCOUNT, `arn:aws:iam::${OTHER_ACCOUNT}:root`, '*'];

  test.each(ways)('is let in by %s when its own policy allows it, too', async (trust) => {
    expect(await attempt(trust, stranger(mayAssume(ROLE)))).toBe('allowed');
  });

  test.each(ways)('is kept out when only the trust allows it, by %s', async (trust) => {
    const eve = stranger();
    expect(await attempt(trust, eve)).toBe(denied(eve.arn));
    expect(endpoint.calls.at(-1)?.because).toMatch(/another account/);
  });

  test("is kept out when only its own policy allows it, and by a trust in the role's own account", async () => {
    const eve = stranger(mayAssume('*'));
    expect(await attempt(ANN, eve)).toBe(denied(eve.arn));
    expect(await attempt(ACCOUNT, eve)).toBe(denied(eve.arn));
  });

  test('is kept out of a role in another partition', async () => {
    const arn = `arn:aws-us-gov:iam::${ACCOUNT}:role/App`;
    endpoint.addRole({ arn, trust: '*' });
    expect((await refusal(assume(endpoint, stranger(mayAssume('*')), { RoleArn: arn }))).code).toBe('AccessDenied');
  });
});

describe('the session of a role', () => {
  /** Keys of a session of the role Hop. */
  function hop(own?: PolicyDocument, sessionPolicy?: PolicyDocument): Promise<Keys> {
    endpoint.addRole({ arn: HOP, trust: ANN, ...(own && { policy: own }) });
    const Policy = sessionPolicy && JSON.stringify(sessionPolicy);
    return keysOf(assume(endpoint, ann, { RoleArn: HOP, Policy }));
  }

  test.each([HOP, HOP_SESSION, '*'])('is let in by a trust that names %s', async (trust) => {
    expect(await attempt(trust, await hop())).toBe('allowed');
  });

  test.each([
    ANN,
    HOP_SESSION.replace('/tests', '/other'),
    HOP_SESSION.replace('/tests', '/*'),
    HOP.replace('/hops', ''),
    ACCOUNT,
    `arn:aws:iam::${ACCOUNT}:root`,
  ])('is kept out by a trust that names %s', async (trust) => {
    expect(await attempt(trust, await hop())).toBe(denied(HOP_SESSION));
  });

  test("is let in by a trust in the account when the role's own policy allows it", async () => {
    expect(await attempt(ACCOUNT, await hop(mayAssume(ROLE)))).toBe('allowed');
  });

  test('is kept out by a session policy that does not allow it, unless the trust names the very session', async () => {
    const narrowed = await hop(mayAssume('*'), mayAssume('*', 's3:*'));
    expect(await attempt(HOP, narrowed)).toBe(denied(HOP_SESSION));
    expect(await attempt(ACCOUNT, narrowed)).toBe(denied(HOP_SESSION));
    expect(await attempt(HOP_SESSION, narrowed)).toBe('allowed');
  });

  test('is let in through a session policy that allows it', async () => {
    expect(await attempt(HOP, await hop(undefined, mayAssume(ROLE)))).toBe('allowed');
  });

  test('is kept out by a session policy that denies it', async () => {
    const narrowed = await hop(undefined, policy(statement('Deny', { Resource: '*' })));
    expect(await attempt(HOP_SESSION, narrowed)).toBe(denied(HOP_SESSION, ' with an explicit deny in a session policy'));
  });
});

test.each<[string, object]>([
  ['a Resource', { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole', Resource: '*' }],
  ['no Principal', { Effect: 'Allow', Action: 'sts:AssumeRole' }],
  ['no Action', { Effect: 'Allow', Principal: '*' }],
  ['another Effect', { Effect: 'allow', Principal: '*', Action: 'sts:AssumeRole' }],
  ['NotPrincipal', { Effect: 'Allow', Principal: '*', NotPrincipal: '*', Action: 'sts:AssumeRole' }],
])('a trust policy with %s is an error of the test', (_, wrong) => {
  expect(() => endpoint.addRole({ arn: ROLE, trust: { Statement: wrong as PolicyStatement } })).toThrow(TypeError);
});

test('a role with an ARN that is none, and a trust for a role that is not there, are errors of the test', () => {
  expect(() => endpoint.addRole({ arn: 'App', trust: '*' })).toThrow('not the ARN of a role: App');
  expect(() => endpoint.addRole({ arn: ANN, trust: '*' })).toThrow('not the ARN of a role');
  expect(() => endpoint.setTrust(ROLE, '*')).toThrow('no such role');
});
