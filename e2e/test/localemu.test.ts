import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'vitest';
import type { Emulator } from '../src/emulator.js';
import { allowing, allowToAssume, createRole, type CreatedRole, type CreatedUser, createUserWithKeys, trusting } from '../src/iam.js';
import { CALLERS_ACCOUNT, ROLES_ACCOUNT } from '../src/localemu.js';
import { describeLocalEmu, test } from '../src/test.js';

/** What the service's error says; `undefined` when it gave the role. */
async function refusal(localEmu: Emulator, by: CreatedUser, role: CreatedRole, more: object = {}): Promise<string | undefined> {
  const sts = new STSClient({ ...localEmu.adminConfig(), credentials: by });
  const input = { RoleArn: role.arn, RoleSessionName: 'e2e', ...more };
  try {
    await sts.send(new AssumeRoleCommand(input));
    return undefined;
  } catch (error) {
    return String(error);
  }
}

function createCaller(localEmu: Emulator): Promise<CreatedUser> {
  return createUserWithKeys(localEmu, { accountId: CALLERS_ACCOUNT });
}

describeLocalEmu('LocalEmu', () => {
  test('refuses AssumeRole with one text for all reasons; its log alone tells a missing permission', async ({ localEmu }) => {
    const [permitted, notPermitted] = await Promise.all([createCaller(localEmu), createCaller(localEmu)]);
    const create = (trust: ReturnType<typeof trusting>) => createRole(localEmu, { trust, accountId: ROLES_ACCOUNT });
    const untrusting = await create(trusting(notPermitted.arn));
    const withExternalId = await create(trusting(permitted.arn, 'orders'));
    await allowToAssume(localEmu, permitted, untrusting);
    await allowToAssume(localEmu, permitted, withExternalId);
    const text = (user: CreatedUser, role: CreatedRole) =>
      `AccessDenied: User: ${user.arn} is not authorized to perform: sts:AssumeRole on resource: ${role.arn}`;
    const mark = await localEmu.mark();

    expect(await refusal(localEmu, permitted, untrusting)).toBe(text(permitted, untrusting));
    expect(await refusal(localEmu, permitted, withExternalId)).toBe(text(permitted, withExternalId));
    expect(await refusal(localEmu, permitted, withExternalId, { ExternalId: 'other' })).toBe(text(permitted, withExternalId));
    expect(await refusal(localEmu, permitted, withExternalId, { ExternalId: 'orders' })).toBeUndefined();
    expect(await localEmu.denialsSince(mark)).toEqual([]);

    expect(await refusal(localEmu, notPermitted, untrusting)).toBe(text(notPermitted, untrusting));
    expect(await localEmu.denialsSince(mark)).toEqual([
      { caller: notPermitted.arn, action: 'sts:AssumeRole', resource: untrusting.arn, because: 'no allowing policy' },
    ]);
    expect(await localEmu.countSince(mark, 'sts.AssumeRole')).toBe(5);
  });

  test('an access key that nobody has may do nothing', async ({ localEmu }) => {
    const user = await createCaller(localEmu);
    const role = await createRole(localEmu, { trust: trusting(user.arn), policy: allowing('*', '*'), accountId: ROLES_ACCOUNT });
    const nobody = { ...user, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' };
    expect(await refusal(localEmu, nobody, role)).toBe('AccessDenied: The security token included in the request is invalid');
  });

  test('the root of an account that creates users is this account', async ({ localEmu }) => {
    const identity = await new STSClient(localEmu.adminConfig(CALLERS_ACCOUNT)).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: CALLERS_ACCOUNT, Arn: `arn:aws:iam::${CALLERS_ACCOUNT}:root` });
  });
});
