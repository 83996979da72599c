import { describe, expect, test } from 'vitest';
import { ACCOUNT, assume, refusal, ROLE } from '../../../test/sdk.js';
import type { Caller } from '../accounts/caller.js';
import { startStsEndpoint } from '../start-sts-endpoint.js';
import { evaluateConditions, type Verdict } from './conditions.js';
import type { PolicyConditions, PolicyDocument } from './document.js';
import { requestContext, type RequestContext } from './request-context.js';

const CALLER: Caller = {
  kind: 'user',
  name: 'ann',
  arn: `arn:aws:iam::${ACCOUNT}:user/people/ann`,
  account: ACCOUNT,
  partition: 'aws',
  userId: 'AIDAEXAMPLE',
  policies: [],
  temporary: false,
  mfa: undefined,
  mfaAtMs: undefined,
};

const CONTEXT: RequestContext = requestContext(CALLER, {
  roleSessionName: 'ann',
  externalId: 'Secret-1',
  sourceIdentity: undefined,
  tags: { Project: 'Blue', Cost: 'a*b' },
  transitiveTagKeys: [],
  region: 'eu-central-1',
  mfaNow: true,
  nowMs: 1_000_000,
});

test.each<[PolicyConditions, Verdict]>([
  [{}, 'met'],
  [{ StringEquals: { 'sts:ExternalId': 'Secret-1' } }, 'met'],
  [{ StringEquals: { 'STS:externalid': 'Secret-1' } }, 'met'],
  [{ StringEquals: { 'sts:ExternalId': 'secret-1' } }, 'unmet'],
  [{ StringEquals: { 'sts:ExternalId': ['other', 'Secret-1'] } }, 'met'],
  [{ StringEquals: { 'sts:ExternalId': [] } }, 'unmet'],
  [{ StringEquals: { 'sts:ExternalId': 'Secret-*' } }, 'unmet'],
  [{ StringEqualsIgnoreCase: { 'sts:ExternalId': 'secret-1' } }, 'met'],
  [{ StringLike: { 'sts:ExternalId': 'Secret-*' } }, 'met'],
  [{ StringLike: { 'sts:ExternalId': 'Secret-?' } }, 'met'],
  [{ StringLike: { 'sts:ExternalId': 'ecret*' } }, 'unmet'],
  [{ StringLike: { 'sts:ExternalId': 'Secret.1' } }, 'unmet'],
  [{ StringNotEquals: { 'sts:ExternalId': 'other' } }, 'met'],
  [{ StringNotEquals: { 'sts:ExternalId': ['other', 'Secret-1'] } }, 'unmet'],
  [{ StringNotLike: { 'sts:ExternalId': 'S*' } }, 'unmet'],
  [{ StringEquals: { 'sts:RoleSessionName': '${aws:username}' } }, 'met'],
  [{ StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*/${aws:username}' } }, 'met'],
  [{ StringEquals: { 'sts:RoleSessionName': '${aws:SourceIdentity}' } }, 'unmet'],
  [{ StringLike: { 'aws:RequestTag/Cost': 'a${*}b' } }, 'met'],
  [{ StringLike: { 'aws:RequestTag/Project': 'Bl${*}' } }, 'unmet'],
  [{ ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:user/people/*` } }, 'met'],
  [{ ArnNotEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:user/*` } }, 'unmet'],
  [{ StringEquals: { 'aws:PrincipalAccount': ACCOUNT, 'aws:PrincipalType': 'User' } }, 'met'],
  [{ StringEquals: { 'aws:RequestTag/Project': 'Blue' } }, 'met'],
  [{ StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }, 'unmet'],
  // Two operators, and two keys of one: all must be met.
  [{ StringEquals: { 'sts:ExternalId': 'Secret-1' }, StringLike: { 'sts:RoleSessionName': 'b*' } }, 'unmet'],
  [{ StringEquals: { 'sts:ExternalId': 'Secret-1', 'sts:RoleSessionName': 'bo' } }, 'unmet'],
  // A key that the request does not have.
  [{ StringEquals: { 'sts:SourceIdentity': 'ann' } }, 'unmet'],
  [{ StringNotEquals: { 'sts:SourceIdentity': 'ann' } }, 'met'],
  [{ StringEqualsIfExists: { 'sts:SourceIdentity': 'ann' } }, 'met'],
  [{ StringEqualsIfExists: { 'sts:ExternalId': 'other' } }, 'unmet'],
  [{ StringLikeIfExists: { 'aws:RequestTag/Absent': 'x*' } }, 'met'],
  [{ Null: { 'sts:SourceIdentity': 'true' } }, 'met'],
  [{ Null: { 'sts:SourceIdentity': false } }, 'unmet'],
  [{ Null: { 'sts:ExternalId': false } }, 'met'],
  [{ Bool: { 'aws:MultiFactorAuthPresent': true } }, 'met'],
  [{ Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, 'unmet'],
  [{ NumericLessThan: { 'aws:MultiFactorAuthAge': 1 } }, 'met'],
  [{ NumericLessThan: { 'aws:MultiFactorAuthAge': '0' } }, 'unmet'],
  [{ NumericLessThanEquals: { 'aws:MultiFactorAuthAge': '0' } }, 'met'],
  [{ NumericGreaterThan: { 'aws:MultiFactorAuthAge': '0' } }, 'unmet'],
  [{ NumericGreaterThanEquals: { 'aws:MultiFactorAuthAge': '0' } }, 'met'],
  [{ NumericEquals: { 'aws:MultiFactorAuthAge': '0' } }, 'met'],
  // What this endpoint does not know.
  [{ IpAddress: { 'sts:ExternalId': '10.0.0.0/8' } }, 'unknown'],
  [{ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, 'unknown'],
  [{ StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } }, 'unknown'],
  [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'Project' } }, 'unknown'],
  [{ StringEquals: { 'sts:ExternalId': 'other', 'aws:PrincipalOrgID': 'o-1' } }, 'unknown'],
])('%j is %s', (conditions, verdict) => {
  expect(evaluateConditions(conditions, CONTEXT)).toBe(verdict);
});

describe('at the endpoint', () => {
  const trust = (Condition: PolicyConditions, deny?: PolicyConditions): PolicyDocument => ({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: CALLER.arn }, Action: 'sts:AssumeRole', Condition },
      ...(deny ? [{ Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole', Condition: deny } as const] : []),
    ],
  });

  test('an external id lets in with the right value only', async () => {
    await using endpoint = await startStsEndpoint();
    const ann = endpoint.addUser({ name: 'ann', path: '/people/' });
    endpoint.addRole({ arn: ROLE, trust: trust({ StringEquals: { 'sts:ExternalId': 'a:b/c' } }) });
    expect((await refusal(assume(endpoint, ann))).code).toBe('AccessDenied');
    expect((await refusal(assume(endpoint, ann, { ExternalId: 'other' }))).code).toBe('AccessDenied');
    expect((await assume(endpoint, ann, { ExternalId: 'a:b/c' })).Credentials).toBeDefined();
  });

  test('a session name must be the one that the trust asks for', async () => {
    await using endpoint = await startStsEndpoint();
    const ann = endpoint.addUser({ name: 'ann', path: '/people/' });
    endpoint.addRole({ arn: ROLE, trust: trust({ StringLike: { 'sts:RoleSessionName': '${aws:username}-*' } }) });
    expect((await refusal(assume(endpoint, ann))).code).toBe('AccessDenied');
    expect((await assume(endpoint, ann, { RoleSessionName: 'ann-ci' })).Credentials).toBeDefined();
  });

  test('one that the endpoint does not know opens no Allow, and applies a Deny', async () => {
    await using endpoint = await startStsEndpoint();
    const ann = endpoint.addUser({ name: 'ann', path: '/people/' });
    const unknown = { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } };
    endpoint.addRole({ arn: ROLE, trust: trust(unknown) });
    expect((await refusal(assume(endpoint, ann))).code).toBe('AccessDenied');
    endpoint.setTrust(ROLE, trust({}, unknown));
    expect((await refusal(assume(endpoint, ann))).message).toMatch(/explicit deny/);
  });
});
