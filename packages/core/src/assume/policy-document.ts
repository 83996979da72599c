import type { GrantedStatement, Statement } from '../target/index.js';

/** A policy as a text, and what its statements take of it. */
export interface PolicyText {
  text: string;
  /** Each statement: where it stands, and how many characters it has. */
  parts: readonly PolicyPart[];
}

/** One statement of a policy. */
export interface PolicyPart {
  path: string;
  size: number;
}

const VERSION = '2012-10-17';
/** Grants nothing, as a document that IAM takes. */
const NOTHING: Statement = { Effect: 'Deny', Action: '*', Resource: '*' };

/**
 * The policy document of statements, as short as it can be said without another meaning: no Sid (it names a statement, and
 * nothing in a session policy refers to it; those of several documents may be the same), no list around a single value,
 * nothing twice. Where that is longer than `room`, statements that differ in their actions or their resources alone are
 * joined.
 */
export function policyText(granted: readonly GrantedStatement[], room: number): PolicyText {
  const each = unique(granted.map(({ statement, path }) => ({ path, statement: shortened(statement) })));
  const plain = textOf(each);
  return plain.text.length <= room ? plain : textOf(joined(each));
}

function textOf(granted: readonly GrantedStatement[]): PolicyText {
  const statements = granted.length === 0 ? [NOTHING] : granted.map(({ statement }) => statement);
  return {
    text: JSON.stringify({ Version: VERSION, Statement: statements }),
    parts: granted.map(({ statement, path }) => ({ path, size: JSON.stringify(statement).length })),
  };
}

function shortened({ Sid: _name, ...statement }: Statement): Statement {
  return Object.fromEntries(
    Object.entries(statement).map(([key, value]) => [key, key === 'Effect' ? value : compact(value)]),
  ) as unknown as Statement;
}

/** Everything that is a list here is a set to IAM. */
function compact(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = [...new Set(value as unknown[])];
    return items.length === 1 ? items[0] : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, compact(item)]));
}

function unique(granted: readonly GrantedStatement[]): GrantedStatement[] {
  const met = new Map<string, GrantedStatement>();
  for (const one of granted) {
    const key = JSON.stringify(sorted(one.statement));
    if (!met.has(key)) met.set(key, one);
  }
  return [...met.values()];
}

/** The same for statements that say the same in another order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(String).toSorted();
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, sorted(item)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function joined(granted: readonly GrantedStatement[]): GrantedStatement[] {
  return joinedIn(joinedIn(granted, 'Resource'), 'Action');
}

/** Not those of NotAction and NotResource: joined, they would exclude less. */
function joinedIn(granted: readonly GrantedStatement[], key: 'Action' | 'Resource'): GrantedStatement[] {
  const groups = new Map<string, GrantedStatement>();
  for (const one of granted) {
    const { [key]: values, ...rest } = one.statement;
    const group = values === undefined ? JSON.stringify(one.statement) : JSON.stringify(sorted(rest));
    const before = groups.get(group);
    groups.set(group, before === undefined ? one : both(before, one, key));
  }
  return [...groups.values()];
}

function both(first: GrantedStatement, second: GrantedStatement, key: 'Action' | 'Resource'): GrantedStatement {
  const values = compact([first.statement[key] ?? [], second.statement[key] ?? []].flat()) as string | string[];
  return { path: `${first.path} and ${second.path}`, statement: { ...first.statement, [key]: values } };
}
