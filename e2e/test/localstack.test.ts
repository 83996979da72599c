import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { beforeEach, expect } from 'vitest';
import { type Emulator, connectEmulator } from '../src/emulator.js';
import { allowing, createRole, createUserAndRole, createUserWithKeys, trusting } from '../src/iam.js';
import { describeLocalStack, test } from '../src/test.js';

interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

function sts(localStack: Emulator, credentials: Keys): STSClient {
  return new STSClient({ ...localStack.adminConfig(), credentials });
}

async function assume(localStack: Emulator, by: Keys, roleArn: string): Promise<Keys> {
  const input = { RoleArn: roleArn, RoleSessionName: 'e2e' };
  const { Credentials } = await sts(localStack, by).send(new AssumeRoleCommand(input));
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

describeLocalStack('identities', () => {
  test('the keys of a created user are this user, in the account that was asked for', async ({ localStack }) => {
    const user = await createUserWithKeys(localStack, { accountId: '111122223333' });

    const identity = await sts(localStack, user).send(new GetCallerIdentityCommand({}));

    expect(user.arn).toBe(`arn:aws:iam::111122223333:user/${user.name}`);
    expect(identity).toMatchObject({ Arn: user.arn, Account: '111122223333' });
  });

  test('the keys of an assumed role are the role, in its own account', async ({ localStack }) => {
    const { user, role } = await createUserAndRole(localStack, {
      userAccountId: '111122223333',
      roleAccountId: '444455556666',
      policy: allowing('sqs:*', '*'),
    });

    const keys = await assume(localStack, user, role.arn);
    const identity = await sts(localStack, keys).send(new GetCallerIdentityCommand({}));

    const arn = `arn:aws:sts::444455556666:assumed-role/${role.name}/e2e`;
    expect(identity).toMatchObject({ Arn: arn, Account: '444455556666' });
  });

  test('two tests never share a name', async ({ localStack }) => {
    const trust = trusting('arn:aws:iam::000000000000:root');
    const [one, other] = await Promise.all([createRole(localStack, { trust }), createRole(localStack, { trust })]);
    expect(one.arn).not.toBe(other.arn);
  });
});

describeLocalStack('the request log', () => {
  let count = 0;
  beforeEach(() => {
    count = 5 + Math.floor(Math.random() * 20);
  });

  test('counts every AssumeRole that was answered before the question, and no other', async ({ localStack }) => {
    const { user, role } = await createUserAndRole(localStack);
    await assume(localStack, user, role.arn);
    const mark = await localStack.mark();

    await Promise.all(Array.from({ length: count }, () => assume(localStack, user, role.arn)));

    expect(await localStack.countSince(mark, 'sts.AssumeRole')).toBe(count);
    expect(await localStack.requestsSince(await localStack.mark())).toEqual([]);
  });

  test('tells a refusal by its status and code', async ({ localStack }) => {
    const user = await createUserWithKeys(localStack);
    const mark = await localStack.mark();

    const badName = new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::000000000000:role/x', RoleSessionName: 'a b' });
    await expect(sts(localStack, user).send(badName)).rejects.toThrow();

    expect(await localStack.requestsSince(mark)).toEqual([{ service: 'sts', action: 'AssumeRole', status: 400, error: 'ValidationError' }]);
  });

  test('a mark means the same to every reader of the container', async ({ localStack }) => {
    const user = await createUserWithKeys(localStack);
    const mark = await localStack.mark();
    await sts(localStack, user).send(new GetCallerIdentityCommand({}));

    const other = await connectEmulator(localStack);
    try {
      expect(await other.requestsSince(mark)).toEqual([{ service: 'sts', action: 'GetCallerIdentity', status: 200 }]);
    } finally {
      await other.close();
    }
  });
});
