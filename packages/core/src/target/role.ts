import { StsError } from '../errors/index.js';
import { functionRole, hasOwnRole, withAll } from './function-role.js';
import { functionNames } from './functions.js';
import { declaresGeneratedRole, existingRole, isGenerated } from './generated-role.js';
import { coerced, type Named, optionText, type TargetInput, valueAt } from './questions.js';
import { type ReadRole, resourceRole, ROLE_VARIABLE, roleOf } from './resource-role.js';
import { parseRoleArn } from './role-arn.js';
import { GENERATED_ROLE } from './stack.js';

/**
 * The role of the code, by Serverless's order: the option, the function's own, `provider.iam.role` (a text or an intrinsic
 * function), `provider.role`, the role that Serverless generates. The deployment's roles (`provider.iam.deploymentRole`,
 * `provider.cfnRole`) are never the code's.
 * @throws `STS_ROLE_MISSING`, `STS_ROLE_INVALID`, `STS_ROLE_UNSUPPORTED`, `STS_ROLE_UNKNOWN`, `STS_FUNCTION_UNKNOWN`,
 * and what the lookups throw that it takes
 */
export function readRole(input: TargetInput): ReadRole {
  const option = optionText(input, 'roleArn');
  if (option !== undefined) return { ...option, value: parseRoleArn(option.value, option.from), generated: undefined };
  const name = optionText(input, 'function')?.value;
  const own = name === undefined ? undefined : functionRole(input, name);
  return own ?? providerRole(input, name !== undefined);
}

function providerRole(input: TargetInput, forFunction: boolean): ReadRole {
  const form = formOfProviderRole(input, forFunction);
  if (form === 'none') throw noRole(input);
  if (form === 'of-functions') return onlyRole(input);
  if (form !== 'generated') return { ...form, value: roleOf(input, form), generated: undefined };
  const from = `the role that Serverless generates for ${input.config?.name ?? 'the service'}`;
  return { value: resourceRole(input, GENERATED_ROLE, from), from, generated: GENERATED_ROLE };
}

/**
 * How the provider comes to its role: it names one (where that is written), Serverless generates one, or there is none
 * but those of the functions.
 */
export function formOfProviderRole(input: TargetInput, forFunction: boolean): Named<unknown> | 'generated' | 'of-functions' | 'none' {
  const written = ofProvider(input);
  if (written !== undefined) return withAll(input, written);
  if (!isGenerated(input) && !declaresGeneratedRole(input)) return forFunction ? 'none' : 'of-functions';
  const own = functionNames(input).filter((name) => hasOwnRole(input, name));
  return !forFunction && own.length === functionNames(input).length ? 'of-functions' : 'generated';
}

function ofProvider(input: TargetInput): Named<unknown> | undefined {
  const iamRole = valueAt(input, 'provider', 'iam', 'role');
  if (existingRole(iamRole.value)) return iamRole.value === '' ? undefined : iamRole;
  const role = valueAt(input, 'provider', 'role');
  return coerced(role.value) ? role : undefined;
}

/** The provider has no role: where all functions have the same one, it is meant. */
function onlyRole(input: TargetInput): ReadRole {
  const names = functionNames(input).filter((name) => hasOwnRole(input, name));
  const roles = names.flatMap((name) => functionRole(input, name) ?? []);
  const [first] = roles;
  if (first === undefined) throw noRole(input);
  if (roles.every(({ value }) => value.arn === first.value.arn)) return first;
  throw new StsError({
    code: 'STS_ROLE_MISSING',
    message: `${input.config?.file ?? 'The configuration'} has no role for all functions: ${names.length} have one of their own.`,
    hint: ['Choose one of them: STS_FUNCTION=<name>', ...roles.map(({ value }, index) => `  ${names[index] ?? ''}: ${value.arn}`)].join(
      '\n',
    ),
  });
}

function noRole(input: TargetInput): StsError {
  const why =
    functionNames(input).length === 0
      ? 'has no functions for which Serverless would generate one'
      : 'Serverless generates none: a role key without a value tells it not to';
  return new StsError({
    code: 'STS_ROLE_MISSING',
    message: `${input.config?.file ?? 'The configuration'} names no role under provider.iam.role or provider.role, and ${why}.`,
    hint: [
      'Name the role that the code runs as:',
      '',
      'provider:',
      '  iam:',
      '    role: arn:aws:iam::<account>:role/<name>',
      '',
      `or ${ROLE_VARIABLE}`,
    ].join('\n'),
  });
}
