import { describe, expect, test } from 'vitest';
import { ACCOUNT, consumer, type Consumer, ROLE } from './consumer.js';

const HUB = 'arn:aws:iam::333333333333:role/team/Hub';
const SPOKE = 'arn:aws:iam::444444444444:role/Spoke';
const OPEN = 'const s = await core.openSession(); return [s.assumedRoleArn, s.accountId]';

/** May assume what it names. */
const mayAssume = (arn: string) => ({ Statement: { Effect: 'Allow', Action: 'sts:*', Resource: arn } }) as const;
const trusts = (arn: string) =>
  ({
    Statement: { Effect: 'Allow', Principal: { AWS: arn }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'] },
  }) as const;

/** The user may assume the hub, the hub the spoke, and the spoke the role that is meant. */
async function chained(more: Parameters<typeof consumer>[0] = {}): Promise<Consumer> {
  const c = await consumer({ ...more, user: { policy: mayAssume(HUB), ...more.user }, role: { trust: trusts(SPOKE) } });
  c.sts.addRole({ arn: HUB, trust: trusts(c.user.arn), policy: mayAssume(SPOKE) });
  c.sts.addRole({ arn: SPOKE, trust: trusts(HUB), policy: mayAssume(ROLE) });
  c.env['STS_VIA'] = `${HUB}, ${SPOKE}`;
  return c;
}

const params = (c: Consumer): unknown[] => c.sts.calls.map(({ params: { Action: _a, Version: _v, ...rest } }) => rest);

describe('via', () => {
  test('goes through each role in turn, with the session of the one before, once per run', async () => {
    await using c = await chained();
    expect((await c.script(OPEN)).value).toEqual([`arn:aws:sts::${ACCOUNT}:assumed-role/orders/orders-dev-test`, ACCOUNT]);
    expect((await c.script(OPEN)).value).toBeDefined();
    expect(c.sts.calls.map(({ callerArn, params: { RoleArn } }) => [callerArn, RoleArn])).toEqual([
      [c.user.arn, HUB],
      [`arn:aws:sts::333333333333:assumed-role/Hub/orders-dev-test`, SPOKE],
      [`arn:aws:sts::444444444444:assumed-role/Spoke/orders-dev-test`, ROLE],
    ]);
    expect(await c.cacheFiles()).toHaveLength(1);
  });

  test('gives the first role the source identity and the shortest session each on the way, the last one all else', async () => {
    await using c = await chained();
    const options = {
      via: [HUB, SPOKE],
      sessionName: 'me',
      durationSeconds: 1800,
      externalId: 'x-1',
      sourceIdentity: 'ann',
      tags: { Team: 'a' },
      sessionPolicy: { Version: '2012-10-17', Statement: [] },
    };
    expect((await c.script(`await core.openSession(${JSON.stringify(options)}); return 1`)).error).toBeUndefined();
    expect(params(c)).toEqual([
      { RoleArn: HUB, RoleSessionName: 'me', DurationSeconds: '900', SourceIdentity: 'ann' },
      { RoleArn: SPOKE, RoleSessionName: 'me', DurationSeconds: '900' },
      {
        RoleArn: ROLE,
        RoleSessionName: 'me',
        DurationSeconds: '1800',
        ExternalId: 'x-1',
        'Tags.member.1.Key': 'Team',
        'Tags.member.1.Value': 'a',
        Policy: JSON.stringify(options.sessionPolicy),
      },
    ]);
  });

  test('gives the MFA code to the first role, which alone is asked for by a user', async () => {
    const serial = `arn:aws:iam::${ACCOUNT}:mfa/ann`;
    await using c = await chained({ user: { mfa: { serial, codes: ['123456'], oneTime: true } } });
    expect((await c.script(OPEN, { STS_MFA_SERIAL: serial, STS_MFA_CODE: '123456' })).error).toBeUndefined();
    expect(c.sts.calls.map(({ params: { SerialNumber } }) => SerialNumber)).toEqual([serial, undefined, undefined]);
  });

  test('that is refused on the way names the role and who asked for it', async () => {
    await using c = await chained();
    c.sts.setTrust(SPOKE, 'arn:aws:iam::444444444444:user/somebody-else');
    const { error } = await c.script(OPEN);
    expect(error).toMatchObject({ code: 'STS_ACCESS_DENIED', message: expect.stringContaining(`may not assume ${SPOKE}`) });
    expect(error?.message).toContain('arn:aws:sts::333333333333:assumed-role/Hub/');
    expect(c.sts.count('AssumeRole')).toBe(2);
  });

  test.each([
    ['durationSeconds: 7200', { STS_DURATION_SECONDS: '7200' }, 'STS_OPTIONS_INVALID', 'durationSeconds: 7200 is more than the hour'],
    ['an entry that is no role', { STS_VIA: 'arn:aws:iam::333333333333:user/ann' }, 'STS_OPTIONS_INVALID', 'via: '],
    ['an account that is not allowed', { STS_ALLOWED_ACCOUNTS: `${ACCOUNT},333333333333` }, 'STS_ACCOUNT_NOT_ALLOWED', SPOKE],
  ])('with %s is refused before anything is sent', async (_what, env, code, words) => {
    await using c = await chained();
    expect((await c.script(OPEN, env)).error).toMatchObject({ code, message: expect.stringContaining(words) });
    expect(c.sts.calls).toEqual([]);
  });

  test('is known to be a chain beforehand where a profile is a role of its own', async () => {
    await using c = await consumer();
    await c.project.write('config', `[profile team]\nrole_arn = ${HUB}\ncredential_source = Environment\n`);
    const env = { AWS_PROFILE: 'team', AWS_CONFIG_FILE: c.project.path('config'), STS_DURATION_SECONDS: '3601' };
    expect((await c.script(OPEN, env)).error).toMatchObject({
      code: 'STS_OPTIONS_INVALID',
      message: expect.stringContaining('the profile team (from AWS_PROFILE), which has role_arn'),
    });
    expect(c.sts.calls).toEqual([]);
  });

  test('is another question than without, and than by another way', async () => {
    await using c = await chained();
    await c.script(OPEN);
    c.sts.setTrust(ROLE, 'arn:aws:iam::222222222222:user/somebody-else');
    expect((await c.script(OPEN)).error).toBeUndefined();
    for (const STS_VIA of ['', HUB]) expect((await c.script(OPEN, { STS_VIA })).error?.code).toBe('STS_ACCESS_DENIED');
  });

  test('is one AssumeRole for each role of the way for 8 processes at once', async () => {
    await using c = await chained();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => c.script(OPEN)));
    expect(outcomes.map(({ error }) => error)).toEqual(Array(8).fill(undefined));
    expect(c.sts.count('AssumeRole')).toBe(3);
  });
});
