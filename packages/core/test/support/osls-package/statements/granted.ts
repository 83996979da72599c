import type { Grants } from '../../../../src/target/index.js';
import { evaluate, type Stack } from '../evaluate.js';
import type { Template } from '../osls-process.js';

/** What is granted, one action on one resource a line, whatever statements say it in. */
export interface Granted {
  lines: string[];
  managedPolicies: string[];
}

/** What a role of a template may do: its own policies, and those that are attached to it. */
export function grantedBy(template: Template, logicalId: string, stack: Stack): Granted {
  const worked = (value: unknown): unknown => deep(value, template, stack);
  const { Policies = [], ManagedPolicyArns = [] } = Object(template.Resources[logicalId]?.Properties) as Record<string, unknown[]>;
  const documents = Policies.map((policy) => Object(policy).PolicyDocument as unknown);
  for (const resource of Object.values(template.Resources)) {
    const { Roles, PolicyDocument } = Object(resource?.Properties) as Record<string, unknown>;
    const isPolicy = resource?.Type === 'AWS::IAM::Policy' || resource?.Type === 'AWS::IAM::ManagedPolicy';
    if (isPolicy && JSON.stringify(Roles ?? []).includes(`"${logicalId}"`)) documents.push(PolicyDocument);
  }
  const statements = documents.flatMap((document) => Object(document).Statement as unknown[]).map(worked);
  return { lines: linesOf(statements), managedPolicies: ManagedPolicyArns.map((arn) => String(worked(arn))).toSorted() };
}

/** The same of what we read. */
export function grantedHere({ statements, managedPolicies }: Grants): Granted {
  return { lines: linesOf(statements.map(({ statement }) => statement)), managedPolicies: managedPolicies.toSorted() };
}

function linesOf(statements: readonly unknown[]): string[] {
  const lines = statements.flatMap((statement) => {
    const { Sid: _sid, Effect, Action, Resource, ...rest } = statement as Record<string, unknown>;
    const more = Object.keys(rest).length === 0 ? '' : ` ${JSON.stringify(rest, Object.keys(flat(rest)).toSorted())}`;
    return many(Action).flatMap((action) => many(Resource).map((resource) => `${String(Effect)} ${action} ${resource}${more}`));
  });
  return [...new Set(lines)].toSorted();
}

/** All keys at any depth: what JSON.stringify takes to put them in one order. */
function flat(value: unknown): Record<string, true> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.assign({}, ...Object.entries(value).map(([key, item]) => ({ [key]: true, ...flat(item) })));
}

function many(value: unknown): string[] {
  if (value === undefined) return ['-'];
  return (Array.isArray(value) ? value : [value]).map(String);
}

function deep(value: unknown, template: Template, stack: Stack): unknown {
  if (Array.isArray(value)) return value.map((item) => deep(item, template, stack));
  if (typeof value !== 'object' || value === null) return value;
  const [first = ''] = Object.keys(value);
  if (first === 'Ref' || first.startsWith('Fn::')) return evaluate(value, template, stack);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deep(item, template, stack)]));
}
