import { isStsError, StsError } from '../errors/index.js';
import { Pending } from '../lookups/index.js';
import { nearest } from '../options/index.js';
import { Evaluator, type References } from './cloudformation.js';
import { generatedName, isGenerated } from './generated-role.js';
import { partitionOf } from './partition.js';
import { coerced, isSet, type Named, type TargetInput, valueAt } from './questions.js';
import { readRegion } from './region.js';
import { parseRoleArn, type RoleArn } from './role-arn.js';
import { GENERATED_ROLE, stackName } from './stack.js';
import { Template } from './template.js';

/** Of a role's name, in characters. IAM API reference, CreateRole. */
export const LONGEST_NAME = 64;

/** A role, and how it was named. */
export interface ReadRole extends Named<RoleArn> {
  /** Its logical id, where Serverless generates it. */
  generated: string | undefined;
}

/** A role that a stack has or will have. */
export interface StackRole {
  /** Its name, where the configuration tells; else CloudFormation makes one up at the first deployment. */
  name: string | undefined;
  /** Begins and ends with a slash. */
  path: string;
}

/** The ARN that a value comes to: of a template, or the logical id of a role. */
export function roleOf(input: TargetInput, written: Named<unknown>): RoleArn {
  const { from } = written;
  const value = coerced(written.value);
  if (typeof value === 'string' && !value.startsWith('arn:')) return resourceRole(input, value, from);
  const text = typeof value === 'string' ? value : evaluatorFor(input, from).text(value);
  return parseRoleArn(text ?? '', from);
}

/** The logical id that a value names as its role, if it names one of the template. */
export function logicalIdOf(input: TargetInput, written: Named<unknown>): string | undefined {
  const value = coerced(written.value);
  if (typeof value === 'string') return value.startsWith('arn:') ? roleNamed(input, parseRoleArn(value, written.from)) : value;
  const met = new Map<string, string>();
  const text = evaluatorFor(input, written.from, (logicalId, arn) => met.set(arn, logicalId)).text(value) ?? '';
  return met.get(text) ?? roleNamed(input, parseRoleArn(text, written.from));
}

/** A role of the template that has the name of an ARN in the template itself. */
function roleNamed(input: TargetInput, { name, path }: RoleArn): string | undefined {
  return new Template(input).roleNames().find((logicalId) => {
    try {
      const described = describedRole(input, logicalId, { name: undefined, path: '/' }, `the role ${logicalId}`);
      return described.name === name && described.path === path;
    } catch (error) {
      // Of another role, nothing has to be known, nor asked for.
      if (isStsError(error) || error instanceof Pending) return false;
      throw error;
    }
  });
}

/** The role of a logical id. */
export function resourceRole(input: TargetInput, logicalId: string, from: string): RoleArn {
  return parseRoleArn(attributesOf(input, logicalId, from).arn(), from);
}

/** The ARN of a role of the stack whose name and path are known; the account is asked for. */
export function stackRoleArn(input: TargetInput, logicalId: string, { name, path }: StackRole, from: string): string {
  const { partition } = partitionOf(readRegion(input).value);
  if (name !== undefined) {
    checkName(name, from);
    const accountId = input.resolver.need(input.services.accountId());
    return `arn:${partition}:iam::${accountId}:role${path}${name}`;
  }
  const deployed = deployedResource(input, logicalId, from);
  return `arn:${partition}:iam::${deployed.accountId}:role${path}${deployed.id}`;
}

/** Name and path by what the template says of a resource, or else by what is given. */
export function describedRole(input: TargetInput, logicalId: string, given: StackRole, from: string): StackRole {
  const evaluator = evaluatorFor(input, from);
  const text = (name: string): string | undefined => {
    const property = evaluator.template.property(logicalId, name);
    return property && evaluator.text(property.value);
  };
  return { name: text('RoleName') ?? given.name, path: checkedPath(text('Path') ?? given.path, from) };
}

/** The way out where a role cannot be worked out. */
export const ROLE_VARIABLE = 'STS_ROLE_ARN=arn:aws:iam::<account>:role/<name>';

/** The attributes of a role that can be known before a deployment. */
export interface RoleAttributes {
  arn(): string;
  name(): string;
}

const NAME_IT = `ame the role itself: ${ROLE_VARIABLE}`;
const CODES = { invalid: 'STS_ROLE_INVALID', unknown: 'STS_ROLE_UNKNOWN', unsupported: 'STS_ROLE_UNSUPPORTED' } as const;

/** For a value that names a role: only roles are known to it. */
function evaluatorFor(input: TargetInput, from: string, noteArn?: (logicalId: string, arn: string) => void): Evaluator {
  const fault: References['fault'] = (kind, why, remedy) =>
    new StsError({
      code: CODES[kind],
      message: `${from} ${why}.`,
      hint: remedy === undefined ? `N${NAME_IT}` : `${remedy}, or n${NAME_IT}`,
    });
  return new Evaluator(input, {
    ref: (logicalId) => attributesOf(input, logicalId, from).name(),
    attribute: (logicalId, attribute) => {
      if (attribute !== 'Arn') {
        const written = JSON.stringify(`${logicalId}.${attribute}`);
        throw fault('unsupported', `takes the attribute ${written}, and only a role's Arn is known before a deployment`);
      }
      const arn = attributesOf(input, logicalId, from).arn();
      noteArn?.(logicalId, arn);
      return arn;
    },
    fault,
  });
}

/** What can be known of a role of the template, each when it is asked for. */
export function attributesOf(input: TargetInput, logicalId: string, from: string): RoleAttributes {
  const role = (): StackRole => declaredRole(input, logicalId, from);
  return {
    arn: () => stackRoleArn(input, logicalId, role(), from),
    name: () => role().name ?? deployedResource(input, logicalId, from).id,
  };
}

function declaredRole(input: TargetInput, logicalId: string, from: string): StackRole {
  const { template } = evaluatorFor(input, from);
  const isOurs = logicalId === GENERATED_ROLE && isGenerated(input);
  const type = template.typeOf(logicalId) ?? (isOurs ? 'AWS::IAM::Role' : undefined);
  if (type === 'AWS::IAM::Role') {
    return describedRole(input, logicalId, isOurs ? generatedRole(input) : { name: undefined, path: '/' }, from);
  }
  if (template.has(logicalId)) {
    throw new StsError({
      code: 'STS_ROLE_INVALID',
      message: `${from} names ${JSON.stringify(logicalId)}, which is ${isSet(type) ? `of the type ${String(type)}` : 'without a type'} in resources, and not a role.`,
      hint: `A role is of the type AWS::IAM::Role.`,
    });
  }
  throw unknownResource(logicalId, from, template.roleNames());
}

/** The role that Serverless generates, before the template's own word on it. */
export function generatedRole(input: TargetInput): StackRole {
  const name = valueAt(input, 'provider', 'iam', 'role', 'name').value;
  const path = valueAt(input, 'provider', 'iam', 'role', 'path').value;
  const text = (value: unknown, from: string): string | undefined => (value ? evaluatorFor(input, from).text(value) : undefined);
  return {
    name: text(name, 'provider.iam.role.name') ?? generatedName(input),
    path: text(path, 'provider.iam.role.path') ?? '/',
  };
}

function deployedResource(input: TargetInput, logicalId: string, from: string): { id: string; accountId: string } {
  const stack = stackName(input);
  const resource = input.resolver.need(input.services.stackResource(stack, logicalId));
  if (resource !== undefined) return resource;
  throw new StsError({
    code: 'STS_ROLE_UNKNOWN',
    message: `${from} means the role ${logicalId}, which has no RoleName, and the stack ${stack} has no such resource in ${readRegion(input).value}.`,
    hint: `CloudFormation makes up its name at the first deployment: deploy, give it a RoleName, or name the role itself: ${ROLE_VARIABLE}`,
  });
}

function unknownResource(logicalId: string, from: string, roles: readonly string[]): StsError {
  const meant = nearest(logicalId, roles);
  const known = roles.length === 0 ? 'There are no roles in resources.' : `Roles in resources: ${roles.join(', ')}.`;
  return new StsError({
    code: 'STS_ROLE_INVALID',
    message: `${from} names ${JSON.stringify(logicalId)}, which is neither the ARN of a role nor the logical id of one in resources.`,
    hint: `${meant === undefined ? '' : `Did you mean ${meant}? `}${known}\nAn ARN has the form arn:aws:iam::<account>:role/<name>.`,
  });
}

// IAM API reference, CreateRole.
const PATH = /^\/(?:[!-~]+\/)?$/;

function checkedPath(path: string, from: string): string {
  if (PATH.test(path)) return path;
  throw new StsError({
    code: 'STS_ROLE_INVALID',
    message: `The path ${JSON.stringify(path)} of the role of ${from} is none that IAM takes: it cannot be deployed.`,
    hint: 'A path begins and ends with a slash.',
  });
}

function checkName(name: string, from: string): void {
  if (name.length <= LONGEST_NAME) return;
  throw new StsError({
    code: 'STS_ROLE_INVALID',
    message: `The role of ${from} would be called ${name}, which has ${name.length} characters, and IAM allows ${LONGEST_NAME}: it cannot be deployed.`,
    hint: 'Give it a name of its own:\n\nprovider:\n  iam:\n    role:\n      name: <name>',
  });
}
