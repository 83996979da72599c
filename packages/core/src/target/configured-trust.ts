import { Positions } from '../config/index.js';
import { isObject } from '../options/index.js';
import { functionNames, functionValue } from './functions.js';
import { isGenerated } from './generated-role.js';
import { type TargetInput } from './questions.js';
import { evaluatorFor, generatedRole } from './resource-role.js';
import { parseRoleArn, type RoleArn } from './role-arn.js';
import { readRole } from './role.js';
import { GENERATED_ROLE } from './stack.js';
import { Template } from './template.js';
import { readStatements, type TrustStatement } from './trust-statements.js';
import type { Target } from './types.js';

/** What the configuration says of who may assume the role. The role as it is deployed may say something else. */
export interface ConfiguredTrust {
  logicalId: string;
  /** Where it says so, for messages. */
  from: string;
  /** `false` where Serverless writes the policy, and the configuration none of its own. */
  isWritten: boolean;
  statements: readonly TrustStatement[];
}

const PROPERTY = 'AssumeRolePolicyDocument';

/**
 * The trust policy of the role, where the configuration declares it: `AssumeRolePolicyDocument` of a role in `resources`
 * or its extension, or what Serverless writes for a role that it generates. What only a deployment tells is left open in
 * it. To be read after a refusal, for nothing else needs it. Throws what the configuration throws, and `Pending`.
 */
export function readConfiguredTrust(input: TargetInput, target: Target): ConfiguredTrust | undefined {
  const known = withAccount(input, target.accountId);
  const logicalId = logicalIdOf(known, target);
  if (logicalId === undefined) return undefined;
  const document = new Template(known).property(logicalId, PROPERTY);
  if (document !== undefined) {
    const text = textIn(known, document.from);
    const from = `${document.from}${lineOf(target, document.keys)}`;
    return { logicalId, from, isWritten: true, statements: readStatements(document.value, text) };
  }
  if (target.generatedRole === undefined && logicalId !== GENERATED_ROLE) return undefined;
  const Principal = { Service: servicesOf(known) };
  return {
    logicalId,
    from: `the role ${logicalId} that Serverless generates`,
    isWritten: false,
    statements: readStatements({ Statement: { Effect: 'Allow', Principal, Action: 'sts:AssumeRole' } }, String),
  };
}

/** The stack is in the account of its role, so that nobody has to be asked for it. */
function withAccount(input: TargetInput, accountId: string): TargetInput {
  const account = {
    key: `account of the role: ${accountId}`,
    what: 'The account of the role',
    known: () => ({ value: accountId }),
    ask: () => Promise.resolve(accountId),
  };
  return { ...input, services: { ...input.services, accountId: () => account } };
}

function logicalIdOf(input: TargetInput, target: Target): string | undefined {
  if (target.generatedRole !== undefined) return target.generatedRole;
  const role = parseRoleArn(target.roleArn, 'the target');
  return readRole(input).value.logicalId ?? namesake(input, role);
}

/** A role that is named by its ARN may be declared here all the same, by name and path. */
function namesake(input: TargetInput, { name, path }: RoleArn): string | undefined {
  const template = new Template(input);
  const isNamesake = (logicalId: string): boolean => {
    const property = (key: string): string | undefined => {
      const found = template.property(logicalId, key);
      return found === undefined ? undefined : textIn(input, found.from)(found.value);
    };
    return property('RoleName') === name && (property('Path') ?? '/') === path;
  };
  const declared = template.roleNames().filter((logicalId) => isNamesake(logicalId));
  if (declared.length > 0) return declared.length === 1 ? declared[0] : undefined;
  if (!isGenerated(input)) return undefined;
  const generated = generatedRole(input);
  return generated.name === name && generated.path === path ? GENERATED_ROLE : undefined;
}

/** The text that a value comes to; `undefined` where only a deployment tells, or where AWS would have to be asked. */
function textIn(input: TargetInput, from: string): (value: unknown) => string | undefined {
  const evaluator = evaluatorFor(input, from);
  return (value) => {
    try {
      return evaluator.text(value);
    } catch {
      return undefined;
    }
  };
}

function lineOf(target: Target, keys: readonly string[] | undefined): string {
  if (target.configFile === undefined || keys === undefined) return '';
  const position = new Positions().find(target.configFile, keys);
  return position === undefined ? '' : ` (line ${position.line})`;
}

/** osls, compile/events: who may assume the generated role besides Lambda. */
function servicesOf(input: TargetInput): string[] {
  const events = functionNames(input).flatMap((name) => eventsOf(input, name));
  const isEdge = events.some((event) => 'cloudFront' in event);
  const isScheduled = events.some(({ schedule }) => isObject(schedule) && schedule['method'] === 'scheduler');
  return ['lambda.amazonaws.com', ...(isEdge ? ['edgelambda.amazonaws.com'] : []), ...(isScheduled ? ['scheduler.amazonaws.com'] : [])];
}

function eventsOf(input: TargetInput, name: string): Record<string, unknown>[] {
  const { keys } = functionValue(input, name, 'events');
  const events = keys === undefined ? undefined : input.resolver.whole(keys);
  return Array.isArray(events) ? events.filter((event) => isObject(event)) : [];
}
