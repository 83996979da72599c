import { StsError } from '../errors/index.js';
import { isObject } from '../options/index.js';
import { functionValue, requireFunction } from './functions.js';
import { coerced, isSet, keyOf, type Named, type TargetInput } from './questions.js';
import { readRegion } from './region.js';
import { describedRole, generatedRole, LONGEST_NAME, type ReadRole, roleOf, stackRoleArn } from './resource-role.js';
import { parseRoleArn } from './role-arn.js';
import { serviceName } from './stack.js';
import { readStage } from './stage.js';

/** The plugin that gives functions roles of their own. */
export const PLUGIN = 'serverless-iam-roles-per-function';

/**
 * The role that a function has for itself: `role`; version 4's `iam.role` and `mode: perFunction`; the plugin
 * serverless-iam-roles-per-function. `undefined` where it has the provider's.
 * @throws `STS_FUNCTION_UNKNOWN`, and what the role's form throws
 */
export function functionRole(input: TargetInput, name: string): ReadRole | undefined {
  const form = formOfFunctionRole(input, name);
  if (form === undefined) return undefined;
  const { by, written } = form;
  if (by === 'name') return { ...written, value: roleOf(input, written), generated: undefined };
  if (by === 'plugin') return generated(input, name, written, pluginName(input, name));
  return generated(input, name, written, ownName(input, name), pathOf(input, name));
}

/** How a function comes to a role for itself, and where that is written. */
export interface FunctionRoleForm {
  /** It names one, or one is generated: by version 4, or by the plugin. */
  by: 'name' | 'framework' | 'plugin';
  written: Named<unknown>;
}

/**
 * How a function comes to a role for itself; `undefined` where it has the provider's.
 * @throws `STS_FUNCTION_UNKNOWN`
 */
export function formOfFunctionRole(input: TargetInput, name: string): FunctionRoleForm | undefined {
  requireFunction(input, name);
  const role = functionValue(input, name, 'role');
  if (coerced(role.value)) return { by: 'name', written: withAll(input, role) };
  const own = functionValue(input, name, 'iam', 'role');
  if (typeof own.value === 'string') return { by: 'name', written: own };
  if (isObject(own.value)) return { by: 'framework', written: own };
  if (hasOwnStatements(input, name)) return { by: 'plugin', written: functionValue(input, name, 'iamRoleStatements') };
  if (input.resolver.value(['provider', 'iam', 'role', 'mode']) !== 'perFunction') return undefined;
  const keys = ['provider', 'iam', 'role', 'mode'];
  return { by: 'framework', written: { value: undefined, from: keyOf(input, ...keys), keys } };
}

/** The logical id of the role that is generated for a function. */
export function functionRoleId(name: string): string {
  return `${normalized(name)}IamRoleLambdaExecution`;
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
  const logicalId = functionRoleId(name);
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
export function normalized(name: string): string {
  const words = name.replaceAll('-', 'Dash').replaceAll('_', 'Underscore');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
