import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT, assume, client, keysOf, refusal, ROLE, whoAmI, type Keys } from '../../../test/sdk.js';
import type { PolicyDocument } from '../policy/document.js';
import { startStsEndpoint } from '../start-sts-endpoint.js';
import type { StsEndpoint } from '../sts-endpoint.js';

const NEXT = `arn:aws:iam::${ACCOUNT}:role/Next`;
const OVER_THE_ROLE = 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.';
const OVER_THE_CHAIN = 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining';

let endpoint: StsEndpoint;
let ann: Keys & { readonly arn: string };

beforeEach(async () => {
  endpoint = await startStsEndpoint();
  ann = endpoint.addUser({ name: 'ann' });
  endpoint.addRole({ arn: ROLE, trust: ann.arn });
});
afterEach(() => endpoint.close());

function trusting(principal: string, ...Action: readonly string[]): PolicyDocument {
  return { Statement: { Effect: 'Allow', Principal: { AWS: principal }, Action: ['sts:AssumeRole', ...Action] } };
}

const invalid = (message: string) => ({ code: 'ValidationError', status: 400, message });

describe('an answer', () => {
  test('holds keys as AWS makes them, and the role without its path', async () => {
    const arn = `arn:aws:iam::${ACCOUNT}:role/team/blue/App`;
    endpoint.addRole({ arn, trust: ann.arn });
    const answer = await assume(endpoint, ann, { RoleArn: arn });
    expect(answer.AssumedRoleUser).toEqual({
      Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/App/tests`,
      AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:tests$/),
    });
    expect(answer.Credentials).toEqual({
      AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
      SecretAccessKey: expect.stringMatching(/^.{40}$/),
      SessionToken: expect.stringMatching(/^.{300,}$/),
      Expiration: expect.any(Date),
    });
    expect(answer.PackedPolicySize).toBeUndefined();
    expect(answer.$metadata.requestId).toBe(endpoint.calls[0]?.requestId);
  });

  test('holds other keys each time, and the same id of the role', async () => {
    const [one, two] = [await assume(endpoint, ann), await assume(endpoint, ann)];
    expect(one.Credentials?.AccessKeyId).not.toBe(two.Credentials?.AccessKeyId);
    expect(one.Credentials?.SessionToken).not.toBe(two.Credentials?.SessionToken);
    expect(one.AssumedRoleUser).toEqual(two.AssumedRoleUser);
  });

  test('is kept for the test to look for leaks', async () => {
    const keys = await keysOf(assume(endpoint, ann));
    expect(endpoint.issued).toEqual([{ ...keys, arn: `arn:aws:sts::${ACCOUNT}:assumed-role/App/tests`, expiration: expect.any(Date) }]);
  });

  test.each([
    ['aws', 'us-east-1'],
    ['aws-cn', 'cn-northwest-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ])('is of the partition of the role: %s', async (partition, region) => {
    const bo = endpoint.addUser({ name: 'bo', partition });
    const RoleArn = `arn:${partition}:iam::${ACCOUNT}:role/App`;
    endpoint.addRole({ arn: RoleArn, trust: bo.arn });
    const sts = client(endpoint, bo, { region });
    const answer = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'tests' }));
    expect(answer.AssumedRoleUser?.Arn).toBe(`arn:${partition}:sts::${ACCOUNT}:assumed-role/App/tests`);
  });

  test('makes keys that are the session of the role, until they expire', async () => {
    const keys = await keysOf(assume(endpoint, ann));
    expect(await whoAmI(endpoint, keys)).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/App/tests`);
  });

  test('goes by the wrong clock of the server, too', async () => {
    endpoint.clockOffsetMs = 240_000;
    const end = (await assume(endpoint, ann)).Credentials?.Expiration?.getTime() ?? 0;
    expect(end - Date.now()).toBeGreaterThan(3_600_000 + 200_000);
  });
});

describe('a duration', () => {
  /** Seconds that the credentials are good for. */
  async function given(DurationSeconds?: number): Promise<number> {
    const nowMs = Date.now();
    await using frozen = await startStsEndpoint({ now: () => nowMs });
    const bo = frozen.addUser({ name: 'bo' });
    frozen.addRole({ arn: ROLE, trust: bo.arn, maxSessionDuration: 43_200 });
    const answer = await assume(frozen, bo, { DurationSeconds });
    return ((answer.Credentials?.Expiration?.getTime() ?? 0) - Math.floor(nowMs / 1000) * 1000) / 1000;
  }

  test.each([
    [undefined, 3600],
    [900, 900],
    [43_200, 43_200],
  ])('of %s seconds gives credentials for %i', async (asked, seconds) => {
    expect(await given(asked)).toBe(seconds);
  });

  test('over the maximum of the role is refused, which is an hour unless it says otherwise', async () => {
    expect(await refusal(assume(endpoint, ann, { DurationSeconds: 3601 }))).toEqual(invalid(OVER_THE_ROLE));
    endpoint.addRole({ arn: ROLE, trust: ann.arn, maxSessionDuration: 7200 });
    expect((await assume(endpoint, ann, { DurationSeconds: 7200 })).Credentials).toBeDefined();
    expect(await refusal(assume(endpoint, ann, { DurationSeconds: 7201 }))).toEqual(invalid(OVER_THE_ROLE));
  });

  test('does not tell the maximum of a role to those who may not assume it', async () => {
    const bo = endpoint.addUser({ name: 'bo' });
    expect((await refusal(assume(endpoint, bo, { DurationSeconds: 43_200 }))).code).toBe('AccessDenied');
  });

  test('can be made shorter than AWS would by the test', async () => {
    await using quick = await startStsEndpoint({ lifetimeSeconds: 2 });
    const bo = quick.addUser({ name: 'bo' });
    quick.addRole({ arn: ROLE, trust: bo.arn });
    const end = (await assume(quick, bo)).Credentials?.Expiration?.getTime() ?? 0;
    expect(end).toBeLessThanOrEqual(Date.now() + 2000);
    quick.lifetimeSeconds = undefined;
    expect((await assume(quick, bo)).Credentials?.Expiration?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
  });
});

describe('a chain of roles', () => {
  beforeEach(() => {
    endpoint.addRole({ arn: NEXT, trust: ROLE, maxSessionDuration: 43_200 });
  });

  test('ends in the last role', async () => {
    const answer = await assume(endpoint, await keysOf(assume(endpoint, ann)), { RoleArn: NEXT });
    expect(await whoAmI(endpoint, await keysOf(Promise.resolve(answer)))).toMatch(/:assumed-role\/Next\/tests$/);
  });

  test('lasts an hour at the most, whatever the role allows', async () => {
    const keys = await keysOf(assume(endpoint, ann));
    expect((await assume(endpoint, keys, { RoleArn: NEXT, DurationSeconds: 3600 })).Credentials).toBeDefined();
    const call = assume(endpoint, keys, { RoleArn: NEXT, DurationSeconds: 3601 });
    expect(await refusal(call)).toEqual(invalid(OVER_THE_CHAIN));
  });
});

describe('a source identity', () => {
  test('needs a permission of its own, and is in the answer', async () => {
    const input = { SourceIdentity: 'ann@example' };
    expect((await refusal(assume(endpoint, ann, input))).message).toBe(
      `User: ${ann.arn} is not authorized to perform: sts:SetSourceIdentity on resource: ${ROLE}`,
    );
    endpoint.setTrust(ROLE, trusting(ann.arn, 'sts:SetSourceIdentity'));
    expect((await assume(endpoint, ann, input)).SourceIdentity).toBe('ann@example');
  });

  test('stays through a chain, and cannot be changed on the way', async () => {
    endpoint.setTrust(ROLE, trusting(ann.arn, 'sts:SetSourceIdentity'));
    const keys = await keysOf(assume(endpoint, ann, { SourceIdentity: 'ann' }));
    endpoint.addRole({ arn: NEXT, trust: ROLE });
    expect((await refusal(assume(endpoint, keys, { RoleArn: NEXT }))).message).toMatch(/sts:SetSourceIdentity/);
    endpoint.setTrust(NEXT, trusting(ROLE, 'sts:SetSourceIdentity'));
    expect((await assume(endpoint, keys, { RoleArn: NEXT })).SourceIdentity).toBe('ann');
    const call = assume(endpoint, keys, { RoleArn: NEXT, SourceIdentity: 'bo' });
    expect((await refusal(call)).code).toBe('AccessDenied');
  });
});

describe('session tags', () => {
  const Tags = [
    { Key: 'Project', Value: 'Blue' },
    { Key: 'Stage', Value: '' },
  ];

  test('need a permission of their own, and count into the packed size', async () => {
    expect((await refusal(assume(endpoint, ann, { Tags }))).message).toBe(
      `User: ${ann.arn} is not authorized to perform: sts:TagSession on resource: ${ROLE}`,
    );
    endpoint.setTrust(ROLE, trusting(ann.arn, 'sts:TagSession'));
    expect((await assume(endpoint, ann, { Tags })).PackedPolicySize).toBeGreaterThan(0);
  });

  test('that are transitive are handed on to the next role, and cannot be set anew there', async () => {
    endpoint.setTrust(ROLE, trusting(ann.arn, 'sts:TagSession'));
    const keys = await keysOf(assume(endpoint, ann, { Tags, TransitiveTagKeys: ['Project'] }));
    const Condition = { StringEquals: { 'aws:RequestTag/Project': 'Blue' }, Null: { 'aws:RequestTag/Stage': 'true' } };
    const Statement = { Effect: 'Allow', Principal: { AWS: ROLE }, Action: 'sts:*', Condition } as const;
    endpoint.addRole({ arn: NEXT, trust: { Statement } });
    expect((await assume(endpoint, keys, { RoleArn: NEXT })).Credentials).toBeDefined();
    const call = assume(endpoint, keys, { RoleArn: NEXT, Tags: [{ Key: 'project', Value: 'Red' }] });
    expect(await refusal(call)).toMatchObject({ code: 'InvalidParameterValue', status: 400 });
  });

  test('are told apart without regard to case', async () => {
    const call = assume(endpoint, ann, {
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'A', Value: '2' },
      ],
    });
    expect(await refusal(call)).toEqual({
      code: 'InvalidParameterValue',
      status: 400,
      message: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    });
  });

  test.each([
    [{ Tags: [{ Key: 'aws:x', Value: '' }] }, 'Tag keys cannot begin with aws:.'],
    [{ Tags, TransitiveTagKeys: ['Other'] }, 'The specified transitive tag key must be included in the requested tags.'],
  ])('that AWS would refuse are refused: %j', async (input, message) => {
    expect(await refusal(assume(endpoint, ann, input))).toEqual({
      code: 'InvalidParameterValue',
      status: 400,
      message,
    });
  });

  test('that take up too much room are refused', async () => {
    endpoint.setTrust(ROLE, trusting(ann.arn, 'sts:TagSession'));
    // Hexadecimal digits of growing numbers' squares: text that does not pack well, and is the same in every run.
    const value = (n: number): string =>
      Array.from({ length: 32 }, (_, i) =>
        Math.trunc(Math.abs(Math.sin(n * 32 + i)) * 0xffffffff)
          .toString(16)
          .padStart(8, '0'),
      ).join('');
    const many = Array.from({ length: 50 }, (_, n) => ({ Key: `tag${n}`, Value: value(n) }));
    const answer = await refusal(assume(endpoint, ann, { Tags: many }));
    expect(answer).toMatchObject({ code: 'PackedPolicyTooLargeException', status: 400 });
    expect(answer.message).toMatch(/^Packed size of session tags consumes \d{3}% of allotted space\.$/);
  });
});
