import { randomUUID } from 'node:crypto';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { DEFAULT_ACCOUNT, type Emulator } from './emulator.js';

/** An IAM policy document, for a trust or for permissions. */
export interface PolicyDocument {
  Version: '2012-10-17';
  Statement: readonly object[];
}

export interface CreatedUser {
  name: string;
  arn: string;
  accountId: string;
  accessKeyId: string;
  secretAccessKey: string;
}

export interface CreatedRole {
  name: string;
  arn: string;
  accountId: string;
}

/** A name that no other test has. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomUUID().slice(0, 8)}`;
}

/** Trust in one principal (a user's, a role's or an account root's ARN), which has to name the external id if there is one. */
export function trusting(principalArn: string, externalId?: string): PolicyDocument {
  const condition = externalId === undefined ? {} : { Condition: { StringEquals: { 'sts:ExternalId': externalId } } };
  return policy({ Effect: 'Allow', Principal: { AWS: principalArn }, Action: 'sts:AssumeRole', ...condition });
}

/** Permission for one or several actions on one or several resources. */
export function allowing(actions: string | readonly string[], resources: string | readonly string[]): PolicyDocument {
  return policy({ Effect: 'Allow', Action: actions, Resource: resources });
}

function policy(...statements: object[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

/** Creates an IAM user with an access key, in the account (12 digits) that is asked for. */
export async function createUserWithKeys(
  emulator: Emulator,
  { accountId = DEFAULT_ACCOUNT, name = uniqueName('user') }: { accountId?: string; name?: string } = {},
): Promise<CreatedUser> {
  const iam = new IAMClient(emulator.adminConfig(accountId));
  const { User } = await iam.send(new CreateUserCommand({ UserName: name }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
  return {
    name,
    accountId,
    arn: given(User?.Arn, 'CreateUser'),
    accessKeyId: given(AccessKey?.AccessKeyId, 'CreateAccessKey'),
    secretAccessKey: given(AccessKey?.SecretAccessKey, 'CreateAccessKey'),
  };
}

/** Creates an IAM role with its trust and, as an inline policy, what it may do. */
export async function createRole(
  emulator: Emulator,
  options: { trust: PolicyDocument; policy?: PolicyDocument; accountId?: string; name?: string },
): Promise<CreatedRole> {
  const { trust, policy: permissions, accountId = DEFAULT_ACCOUNT, name = uniqueName('role') } = options;
  const iam = new IAMClient(emulator.adminConfig(accountId));
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }));
  if (permissions !== undefined) {
    const input = { RoleName: name, PolicyName: 'permissions', PolicyDocument: JSON.stringify(permissions) };
    await iam.send(new PutRolePolicyCommand(input));
  }
  return { name, accountId, arn: given(Role?.Arn, 'CreateRole') };
}

/** Lets a user assume a role, and nothing else: the narrow keys that people and CI have. */
export async function allowToAssume(emulator: Emulator, user: CreatedUser, role: CreatedRole): Promise<void> {
  const iam = new IAMClient(emulator.adminConfig(user.accountId));
  const document = allowing('sts:AssumeRole', role.arn);
  const input = { UserName: user.name, PolicyName: `assume-${role.name}`, PolicyDocument: JSON.stringify(document) };
  await iam.send(new PutUserPolicyCommand(input));
}

/** A user with narrow keys and a role that trusts this user: what most tests start with. */
export async function createUserAndRole(
  emulator: Emulator,
  options: { policy?: PolicyDocument; userAccountId?: string; roleAccountId?: string } = {},
): Promise<{ user: CreatedUser; role: CreatedRole }> {
  const { policy: permissions, userAccountId = DEFAULT_ACCOUNT, roleAccountId = DEFAULT_ACCOUNT } = options;
  const user = await createUserWithKeys(emulator, { accountId: userAccountId });
  const role = await createRole(emulator, {
    trust: trusting(user.arn),
    accountId: roleAccountId,
    ...(permissions === undefined ? {} : { policy: permissions }),
  });
  await allowToAssume(emulator, user, role);
  return { user, role };
}

/** The environment of somebody who has a user's keys and whose AWS is this emulator. */
export function environmentOf(user: CreatedUser, emulator: Emulator): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: user.accessKeyId,
    AWS_SECRET_ACCESS_KEY: user.secretAccessKey,
    AWS_ENDPOINT_URL: emulator.url,
  };
}

function given(value: string | undefined, from: string): string {
  if (value === undefined) throw new Error(`${from} answered without what was asked for`);
  return value;
}
