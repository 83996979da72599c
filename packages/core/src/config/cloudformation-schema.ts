import { CORE_SCHEMA, type Schema, Type } from 'js-yaml';
import * as yaml from 'js-yaml';

/** The short forms that Serverless accepts; any other tag is an error. */
const FUNCTIONS = [
  'And',
  'Base64',
  'Cidr',
  'Condition',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'GetStackOutput',
  'If',
  'ImportValue',
  'Join',
  'Not',
  'Or',
  'Ref',
  'Select',
  'Split',
  'Sub',
  'Transform',
] as const;

const KINDS = ['scalar', 'sequence', 'mapping'] as const;

/** js-yaml's own types, which its typings leave out. */
const { types } = yaml as unknown as { types: Record<'binary' | 'merge' | 'omap' | 'pairs' | 'set' | 'timestamp', Type> };

let schema: Schema | undefined;

/**
 * YAML as Serverless reads it: js-yaml's default schema with CloudFormation's short tags, and without implicit
 * timestamps, so that a policy's `Version: 2012-10-17` stays text.
 * @internal
 */
export function cloudFormationSchema(): Schema {
  schema ??= CORE_SCHEMA.extend({
    implicit: [types.merge],
    explicit: [types.timestamp, types.binary, types.omap, types.pairs, types.set, ...FUNCTIONS.flatMap(shortForms)],
  });
  return schema;
}

function shortForms(name: string): Type[] {
  const key = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
  const construct = (data: unknown): unknown => ({ [key]: name === 'GetAtt' ? splitAttribute(data) : data });
  return KINDS.map((kind) => new Type(`!${name}`, { kind, construct }));
}

/** `!GetAtt Role.Arn` is short for the list form; only the first dot divides. */
function splitAttribute(data: unknown): unknown {
  if (typeof data !== 'string') return data;
  const [resource, ...attribute] = data.split('.');
  return [resource, attribute.join('.')];
}
