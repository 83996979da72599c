import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { assume, refusal, ROLE, type Keys, type Refusal } from '../../../test/sdk.js';
import { startStsEndpoint } from '../start-sts-endpoint.js';
import type { StsEndpoint } from '../sts-endpoint.js';

type Input = Partial<AssumeRoleCommandInput>;

let endpoint: StsEndpoint;
let ann: Keys & { readonly arn: string };

beforeEach(async () => {
  endpoint = await startStsEndpoint();
  ann = endpoint.addUser({ name: 'ann' });
  endpoint.addRole({
    arn: ROLE,
    trust: { Statement: { Effect: 'Allow', Principal: { AWS: ann.arn }, Action: 'sts:*' } },
    maxSessionDuration: 43_200,
  });
});
afterEach(() => endpoint.close());

const refused = (input: Input): Promise<Refusal> => refusal(assume(endpoint, ann, input));

const SESSION_POLICY = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}';
const padded = (length: number): string => SESSION_POLICY + ' '.repeat(length - SESSION_POLICY.length);
const tags = (count: number): Input['Tags'] => Array.from({ length: count }, (_, n) => ({ Key: `t${n}`, Value: 'v' }));
const arns = (count: number): Input['PolicyArns'] =>
  Array.from({ length: count }, (_, n) => ({ arn: `arn:aws:iam::aws:policy/Managed${n}` }));

test.each<[string, Input]>([
  ['a session name of 2 characters', { RoleSessionName: 'ab' }],
  ['a session name of 64 characters', { RoleSessionName: 'a_+=,.@-'.repeat(8) }],
  ['an external id of 2 characters', { ExternalId: 'ab' }],
  ['an external id of 1224 characters', { ExternalId: '_+=,.@:/-a12'.repeat(102) }],
  ['900 seconds', { DurationSeconds: 900 }],
  ['43,200 seconds', { DurationSeconds: 43_200 }],
  ['a source identity of 64 characters', { SourceIdentity: 'x'.repeat(64) }],
  ['a policy of 2048 characters', { Policy: padded(2048) }],
  ['10 policy ARNs', { PolicyArns: arns(10) }],
  ['50 tags', { Tags: tags(50) }],
  ['a tag key of 128 characters and a value of 256', { Tags: [{ Key: 'k'.repeat(128), Value: 'ü'.repeat(256) }] }],
])('%s is within the limits', async (_, input) => {
  expect((await assume(endpoint, ann, input)).Credentials).toBeDefined();
});

const NAME_PATTERN = 'Member must satisfy regular expression pattern: [\\w+=,.@-]*';
const atLeast = (n: number): string => `Member must have length greater than or equal to ${n}`;
const atMost = (n: number): string => `Member must have length less than or equal to ${n}`;

test.each<[Input, string, string, string]>([
  [{ RoleSessionName: 'a b' }, 'a b', 'roleSessionName', NAME_PATTERN],
  [{ RoleSessionName: 'a' }, 'a', 'roleSessionName', atLeast(2)],
  [{ RoleSessionName: 'a'.repeat(65) }, 'a'.repeat(65), 'roleSessionName', atMost(64)],
  [{ RoleArn: 'arn:aws:iam::1' }, 'arn:aws:iam::1', 'roleArn', atLeast(20)],
  [{ ExternalId: 'a' }, 'a', 'externalId', atLeast(2)],
  [{ ExternalId: 'a'.repeat(1225) }, 'a'.repeat(1225), 'externalId', atMost(1224)],
  [{ ExternalId: 'a#b' }, 'a#b', 'externalId', 'Member must satisfy regular expression pattern: [\\w+=,.@:\\/-]*'],
  [{ DurationSeconds: 60 }, '60', 'durationSeconds', 'Member must have value greater than or equal to 900'],
  [{ DurationSeconds: 43_201 }, '43201', 'durationSeconds', 'Member must have value less than or equal to 43200'],
  [{ SourceIdentity: 'a' }, 'a', 'sourceIdentity', atLeast(2)],
  [{ SourceIdentity: 'a/b' }, 'a/b', 'sourceIdentity', NAME_PATTERN],
  [{ SerialNumber: 'short', TokenCode: '123456' }, 'short', 'serialNumber', atLeast(9)],
  [{ Policy: padded(2049) }, padded(2049), 'policy', atMost(2048)],
  [{ PolicyArns: arns(11) }, '[11 members]', 'policyArns', atMost(10)],
  [{ PolicyArns: [{ arn: 'ReadOnly' }] }, 'ReadOnly', 'policyArns.1.member.arn', atLeast(20)],
  [{ Tags: tags(51) }, '[51 members]', 'tags', atMost(50)],
  [{ Tags: [{ Key: 'k'.repeat(129), Value: '' }] }, 'k'.repeat(129), 'tags.1.member.key', atMost(128)],
  [{ Tags: [{ Key: 'k', Value: 'v'.repeat(257) }] }, 'v'.repeat(257), 'tags.1.member.value', atMost(256)],
])('%j is a ValidationError that names the value', async (input, value, name, constraint) => {
  expect(await refused(input)).toEqual({
    code: 'ValidationError',
    status: 400,
    message: `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: ${constraint}`,
  });
});

test('all problems are reported at once', async () => {
  expect((await refused({ RoleSessionName: '#', ExternalId: '' })).message).toBe(
    [
      `3 validation errors detected: Value '#' at 'roleSessionName' failed to satisfy constraint: ${atLeast(2)}`,
      `Value '#' at 'roleSessionName' failed to satisfy constraint: ${NAME_PATTERN}`,
      `Value '' at 'externalId' failed to satisfy constraint: ${atLeast(2)}`,
    ].join('; '),
  );
});

test('what is required and not there is null', async () => {
  const { message } = await refused({ RoleArn: undefined, RoleSessionName: undefined });
  expect(message).toMatch(/^2 validation errors detected: Value null at 'roleArn' .* Member must not be null; Value null/);
});

test.each(['arn:aws:iam::123456789012:user/ann', 'not an ARN, but long enough', 'arn:aws:iam::12:role/AppAppApp'])(
  'the ARN of no role is invalid: %s',
  async (RoleArn) => {
    expect(await refused({ RoleArn })).toEqual({
      code: 'ValidationError',
      status: 400,
      message: 'Request ARN is invalid',
    });
  },
);

describe('a session policy', () => {
  test('counts into the packed size', async () => {
    const small = (await assume(endpoint, ann, { Policy: SESSION_POLICY })).PackedPolicySize ?? 0;
    const large = (await assume(endpoint, ann, { Policy: SESSION_POLICY, PolicyArns: arns(10) })).PackedPolicySize ?? 0;
    expect(small).toBeGreaterThan(0);
    expect(large).toBeGreaterThan(small);
  });

  test('and policy ARNs are too long together', async () => {
    const answer = await refused({ Policy: padded(2040), PolicyArns: arns(1) });
    expect(answer).toMatchObject({ code: 'ValidationError', status: 400 });
  });

  const Statement = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
  const Version = '2012-10-17';
  test.each<[unknown, string]>([
    ['{', 'This policy contains invalid Json'],
    [[], 'Syntax errors in policy.'],
    [{ Statement }, 'Policy document must be version 2012-10-17 or greater.'],
    [{ Version: '2008-10-17', Statement }, 'Policy document must be version 2012-10-17 or greater.'],
    [{ Version }, 'Syntax errors in policy.'],
    [{ Version, Statement: 'x' }, 'Syntax errors in policy.'],
    [{ Version, Statement: { ...Statement, Effect: 'allow' } }, 'Syntax errors in policy.'],
    [{ Version, Statement: { ...Statement, Action: undefined } }, 'Syntax errors in policy.'],
    [{ Version, Statement: { ...Statement, Resource: [] } }, 'Syntax errors in policy.'],
    [{ Version, Statement: { ...Statement, Principal: '*' } }, 'Policy document should not specify a principal.'],
    [{ Version, Statement: { ...Statement, Resource: 'bucket' } }, 'Resource bucket must be in ARN format or "*".'],
  ])('%j is malformed', async (policy, message) => {
    const Policy = typeof policy === 'string' ? policy : JSON.stringify(policy);
    expect(await refused({ Policy })).toEqual({ code: 'MalformedPolicyDocumentException', status: 400, message });
  });

  test('by an ARN that is none of a policy is refused', async () => {
    expect((await refused({ PolicyArns: [{ arn: `${ROLE}/not-a-policy` }] })).message).toMatch(/is not valid/);
  });
});
