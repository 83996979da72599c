import { StsError } from '../../errors/index.js';
import { isObject, nearest } from '../../options/index.js';
import { listed } from './listed.js';
import type { GrantedStatement, Statement } from './types.js';
import type { Written } from '../written.js';

const KEYS = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];

/** Where a statement stands, with its Sid if it has one. */
export function labelOf({ value, path }: Written): string {
  const sid = isObject(value) ? value['Sid'] : undefined;
  return typeof sid === 'string' ? `${path} (Sid ${JSON.stringify(sid)})` : path;
}

/**
 * Checks that statements are such of IAM's policy language (IAM User Guide, grammar of the policy language), with all
 * their problems at once.
 * @throws `STS_POLICY_INVALID`
 */
export function inForm(written: readonly Written[]): GrantedStatement[] {
  const problems: string[] = [];
  const statements = written.flatMap((one) => {
    const path = labelOf(one);
    const found = problemsOf(one.value);
    for (const problem of found) problems.push(`${path} ${problem}`);
    return found.length > 0 ? [] : [{ path, statement: tidied(one) }];
  });
  if (problems.length === 0) return statements;
  throw new StsError({
    code: 'STS_POLICY_INVALID',
    message: `What the role may do cannot be a policy:\n${listed(problems)}`,
    hint: 'A statement has Effect (Allow or Deny), Action or NotAction, Resource or NotResource, and may have Sid and Condition. IAM would refuse this one at the deployment.',
  });
}

function problemsOf(value: unknown): string[] {
  if (Array.isArray(value))
    return ['is a list, and should be a statement: variables that bring lists are not joined, each item stands for itself'];
  if (!isObject(value)) return [`is ${value === null ? 'null' : `a ${typeof value}`}, and should be a statement`];
  return [
    ...Object.keys(value).flatMap(strange),
    ...(value['Effect'] === 'Allow' || value['Effect'] === 'Deny' ? [] : ['has no Effect that is Allow or Deny']),
    ...oneOf(value, 'Action', 'NotAction', (text) => text === '*' || /^[\w*-]+:\S+$/.test(text), 'an action: <service>:<action>'),
    ...oneOf(value, 'Resource', 'NotResource', (text) => text === '*' || text.startsWith('arn:'), 'an ARN'),
    ...conditions(value['Condition']),
  ];
}

function strange(key: string): string[] {
  if (KEYS.includes(key)) return [];
  if (key === 'Principal' || key === 'NotPrincipal') return [`has ${key}, which does not belong into the policy of a role`];
  const meant = nearest(key, KEYS);
  return [`has ${JSON.stringify(key)}, which is no part of a statement${meant === undefined ? '' : ` (did you mean ${meant}?)`}`];
}

function oneOf(value: Record<string, unknown>, name: string, other: string, isRight: (text: string) => boolean, what: string): string[] {
  const given = [name, other].filter((key) => value[key] !== undefined);
  const [key] = given;
  if (key === undefined) return [`has neither ${name} nor ${other}`];
  if (given.length > 1) return [`has both ${name} and ${other}`];
  const items = many(value[key]);
  if (items.length === 0) return [`has no value in ${key}`];
  return items.flatMap((item) => {
    if (typeof item !== 'string') return [`has in ${key} ${shown(item)}, which is not a text`];
    return isRight(item) ? [] : [`has in ${key} ${JSON.stringify(item)}, which is not ${what}`];
  });
}

function conditions(value: unknown): string[] {
  if (value === undefined) return [];
  if (!isObject(value)) return ['has a Condition that is not an object'];
  return Object.entries(value).flatMap(([operator, keys]) => {
    if (!isObject(keys)) return [`has in Condition.${operator} no keys with values`];
    const wrong = Object.entries(keys).filter(([, values]) => many(values).length === 0 || !many(values).every(isScalar));
    return wrong.map(([key]) => `has in Condition.${operator} for ${key} no value that is a text`);
  });
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? `an object (${Object.keys(value).join(', ')})` : String(value);
}

/** In the order of IAM's reference, in which people look for things. */
function tidied({ value, isOld }: Written): Statement {
  const given = value as Record<string, unknown>;
  const entries = KEYS.flatMap((key): [string, unknown][] => {
    const item = given[key];
    if (item === undefined) return [];
    const plain = key === 'Condition' ? texts(item) : item;
    return [[key, isOld === true ? escaped(plain) : plain]];
  });
  return Object.fromEntries(entries) as unknown as Statement;
}

/** Numbers and booleans in conditions are compared as texts. */
function texts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(texts);
  if (!isObject(value)) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, texts(item)]));
}

/** What is text in the language's first version would be a variable in the second. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('${', '${$}{');
  if (Array.isArray(value)) return value.map(escaped);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, escaped(item)]));
}

function many(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}
