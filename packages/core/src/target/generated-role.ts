import { isObject } from '../options/index.js';
import { functionNames, functionHas } from './functions.js';
import { coerced, type TargetInput } from './questions.js';
import { readRegion } from './region.js';
import { GENERATED_ROLE, serviceName } from './stack.js';
import { readStage } from './stage.js';
import { Template } from './template.js';

/** The name that Serverless gives the role it generates. */
export function generatedName(input: TargetInput): string {
  return [serviceName(input), readStage(input).value, readRegion(input).value, 'lambdaRole'].join('-');
}

/**
 * Whether Serverless generates a role: when there are functions, the provider names none, and not every function says
 * something of its own, be it `role: null`.
 */
export function isGenerated(input: TargetInput): boolean {
  const iamRole = input.resolver.value(['provider', 'iam', 'role']);
  if (iamRole !== '' && existingRole(iamRole)) return false;
  const provider = input.resolver.value(['provider']);
  if (isObject(provider) && Object.hasOwn(provider, 'role')) return false;
  return functionNames(input).some((name) => !functionHas(input, name, 'role'));
}

/** Whether the configuration itself declares a role in the place of the generated one: functions without a role mean it. */
export function declaresGeneratedRole(input: TargetInput): boolean {
  return functionNames(input).length > 0 && new Template(input).typeOf(GENERATED_ROLE) === 'AWS::IAM::Role';
}

/** Serverless's own test for a role that exists: a text, or an object with a key that has `::`; others are settings. */
export function existingRole(value: unknown): boolean {
  const role = coerced(value);
  return typeof role === 'string' || Array.isArray(role) || (isObject(role) && Object.keys(role).some((key) => key.includes('::')));
}
