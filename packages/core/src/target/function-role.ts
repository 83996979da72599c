import { StsError } from '../errors/index.js';
import { isObject } from '../options/index.js';
import { functionValue, requireFunction } from './functions.js';
import { coerced, isSet, keyOf, type Named, type TargetInput } from './questions.js';
import { readRegion } from './region.js';
import { describedRole, generatedRole, LONGEST_NAME, type ReadRole, roleOf, stackRoleArn } from './resource-role.js';
import { parseRoleArn } from './role-arn.js';
import { serviceName } from './stack.js';
import { readStage } from './stage.js';

const PLUGIN = 'serverless-iam-roles-per-function';

/**
 * The role that a function has for itself: `role`; version 4's `iam.role` and `mode: perFunction`; the plugin
 * serverless-iam-roles-per-function. `undefined` where it has the provider's.
 * @throws `STS_FUNCTION_UNKNOWN`, and what the role's form throws
 */
export function functionRole(input: TargetInput, name: string): ReadRole | undefined {
  requireFunction(input, name);
  const role = functionValue(input, name, 'role');
  if (coerced(role.value)) return { ...role, value: roleOf(input, withAll(input, role)), generated: undefined };
  const own = functionValue(input, name, 'iam', 'role');
  if (typeof own.value === 'string') return { ...own, value: roleOf(input, own), generated: undefined };
  if (isObject(own.value)) return generated(input, name, own, ownName(input, name), pathOf(input, name));
  if (hasOwnStatements(input, name))
    return generated(input, name, functionValue(input, name, 'iamRoleStatements'), pluginName(input, name));
  if (input.resolver.value(['provider', 'iam', 'role', 'mode']) !== 'perFunction') return undefined;
  const mode = { value: undefined, from: keyOf(input, 'provider.iam.role.mode'), keys: ['provider', 'iam', 'role', 'mode'] };
  return generated(input, name, mode, ownName(input, name), pathOf(input, name));
}

/** Intrinsic functions may have variables inside. */
export function withAll(input: TargetInput, role: Named<unknown>): Named<unknown> {
  return role.keys === undefined ? role : { ...role, value: input.resolver.whole(role.keys) };
}

/** Whether a function gets a role of its own, so that the provider's is not for it. */
export function hasOwnRole(input: TargetInput, name: string): boolean {
  return (
    Boolean(coerced(functionValue(input, name, 'role').value)) ||
    isSet(functionValue(input, name, 'iam', 'role').value) ||
    hasOwnStatements(input, name) ||
    input.resolver.value(['provider', 'iam', 'role', 'mode']) === 'perFunction'
  );
}

function hasOwnStatements(input: TargetInput, name: string): boolean {
  return isSet(functionValue(input, name, 'iamRoleStatements').value) && plugins(input).includes(PLUGIN);
}

function plugins(input: TargetInput): unknown[] {
  const listed = input.resolver.whole(['plugins']);
  const list: unknown = Array.isArray(listed) ? listed : (listed as { modules?: unknown } | undefined)?.modules;
  return Array.isArray(list) ? list : [];
}

function generated(input: TargetInput, name: string, from: Named<unknown>, roleName: string, path?: string): ReadRole {
  const logicalId = `${normalized(name)}IamRoleLambdaExecution`;
  const given = { name: roleName, path: path ?? describedRole(input, 'IamRoleLambdaExecution', generatedRole(input), from.from).path };
  const arn = stackRoleArn(input, logicalId, describedRole(input, logicalId, given, from.from), from.from);
  return { ...from, value: parseRoleArn(arn, from.from), generated: logicalId };
}

function ownName(input: TargetInput, name: string): string {
  const { value } = functionValue(input, name, 'iam', 'role', 'name');
  return value ? String(value) : formula(input, name);
}

function pathOf(input: TargetInput, name: string): string | undefined {
  const { value } = functionValue(input, name, 'iam', 'role', 'path');
  return value ? String(value) : undefined;
}

function pluginName(input: TargetInput, name: string): string {
  const { value } = functionValue(input, name, 'iamRoleStatementsName');
  return value ? String(value) : formula(input, name);
}

/** Where the name is too long, its last part is dropped. */
function formula(input: TargetInput, name: string): string {
  const short = [serviceName(input), readStage(input).value, name, readRegion(input).value].join('-');
  const long = `${short}-lambdaRole`;
  if (long.length <= LONGEST_NAME) return long;
  if (short.length <= LONGEST_NAME) return short;
  throw new StsError({
    code: 'STS_ROLE_INVALID',
    message: `The role of the function ${name} would be called ${short}, which has ${short.length} characters, and IAM allows ${LONGEST_NAME}: it cannot be deployed.`,
    hint: `Give it a name of its own: iamRoleStatementsName (${PLUGIN}), or iam.role.name.`,
  });
}

/** Serverless's name for the resources of a function. */
function normalized(name: string): string {
  const words = name.replaceAll('-', 'Dash').replaceAll('_', 'Underscore');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
