import { StsError } from '../errors/index.js';
import { functionKeys } from './functions.js';
import { keyOf, type Named, optionText, type TargetInput } from './questions.js';
import { parseRoleArn, type RoleArn } from './role-arn.js';

const NAME_IT = 'To go on, name the role itself: STS_ROLE_ARN=arn:aws:iam::<account>:role/<name>';

/**
 * The role of the code, by Serverless's order: the option, `functions.<name>.role`, `provider.iam.role` (a text or an
 * intrinsic function), `provider.role`. The deployment's roles (`provider.iam.deploymentRole`, `provider.cfnRole`) are
 * never the code's.
 * @throws `STS_ROLE_MISSING`, `STS_ROLE_INVALID`, `STS_ROLE_UNSUPPORTED`, `STS_FUNCTION_UNKNOWN`
 */
export function readRole(input: TargetInput): Named<RoleArn> {
  const option = optionText(input, 'roleArn');
  if (option !== undefined) return named(option);
  const written = ofFunction(input) ?? ofProvider(input);
  if (written === undefined) throw noRole(input);
  const { value, from } = written;
  if (typeof value === 'string') return named({ value, from });
  throw new StsError({
    code: 'STS_ROLE_UNSUPPORTED',
    message: `The role under ${from} is written as ${describe(value)}, which is not supported yet.`,
    hint: NAME_IT,
  });
}

function named(written: Named<string>): Named<RoleArn> {
  if (!written.value.startsWith('arn:') && /^[A-Za-z0-9]+$/.test(written.value)) {
    throw new StsError({
      code: 'STS_ROLE_INVALID',
      message: `${JSON.stringify(written.value)} (from ${written.from}) is not the ARN of a role.`,
      hint: `Serverless takes it for the logical id of a role in resources, which is not supported yet.\n${NAME_IT}`,
    });
  }
  return { value: parseRoleArn(written.value, written.from), from: written.from };
}

function ofFunction(input: TargetInput): Named<unknown> | undefined {
  const name = optionText(input, 'function')?.value;
  if (name === undefined) return undefined;
  const keys = functionKeys(input, name);
  const role = input.resolver.value([...keys, 'role']);
  if (role !== undefined && role !== null) return { value: role, from: keyOf(input, ...keys, 'role') };
  const own = ['iam', ...(hasRolesPerFunction(input) ? ['iamRoleStatements', 'iamRoleStatementsName'] : [])];
  const key = own.find((candidate) => isSet(input.resolver.value([...keys, candidate])));
  if (key === undefined) return undefined;
  throw new StsError({
    code: 'STS_ROLE_UNSUPPORTED',
    message: `The function ${name} has a generated role of its own (${keyOf(input, ...keys, key)}), which is not supported yet.`,
    hint: NAME_IT,
  });
}

function hasRolesPerFunction(input: TargetInput): boolean {
  const plugins = input.resolver.whole(['plugins']);
  const list: unknown = Array.isArray(plugins) ? plugins : (plugins as { modules?: unknown } | undefined)?.modules;
  return Array.isArray(list) && list.includes('serverless-iam-roles-per-function');
}

function ofProvider(input: TargetInput): Named<unknown> | undefined {
  const iamRole = input.resolver.value(['provider', 'iam', 'role']);
  if (typeof iamRole === 'string' || isIntrinsic(iamRole)) return { value: iamRole, from: keyOf(input, 'provider.iam.role') };
  const role = input.resolver.value(['provider', 'role']);
  return isSet(role) ? { value: role, from: keyOf(input, 'provider.role') } : undefined;
}

/** Serverless's own test: a key with `::`. Anything else is taken for settings of the generated role. */
function isIntrinsic(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).some((key) => key.includes('::'));
}

function noRole(input: TargetInput): StsError {
  const settings = input.resolver.value(['provider', 'iam', 'role']);
  if (isSet(settings)) {
    return new StsError({
      code: 'STS_ROLE_UNSUPPORTED',
      message: `${keyOf(input, 'provider.iam.role')} describes a role that Serverless generates, which is not supported yet.`,
      hint: NAME_IT,
    });
  }
  return new StsError({
    code: 'STS_ROLE_MISSING',
    message: `${input.config?.file ?? 'The configuration'} names no role: there is nothing under provider.iam.role or provider.role.`,
    hint: [
      'Name the role that the code runs as:',
      '',
      'provider:',
      '  iam:',
      '    role: arn:aws:iam::<account>:role/<name>',
      '',
      'The role that Serverless generates when none is named is not supported yet.',
    ].join('\n'),
  });
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`;
  return Array.isArray(value) ? 'a list' : `an object (${Object.keys(value).join(', ')})`;
}
