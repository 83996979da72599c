import { isObject } from '../options/index.js';

/** One statement of a trust policy. A value that only a deployment tells is `undefined`. */
export interface TrustStatement {
  effect: string | undefined;
  actions: readonly (string | undefined)[];
  principals: readonly TrustedPrincipal[];
  conditions: readonly TrustCondition[];
  /** It has `NotPrincipal` or `NotAction`, or is no statement at all: nothing can be said of it. */
  isOpen: boolean;
}

/** Of the kind `AWS`, `Service`, `Federated`, …; everybody is `*` of the kind `AWS`. */
interface TrustedPrincipal {
  kind: string;
  name: string | undefined;
}

/** One key of one operator. */
export interface TrustCondition {
  operator: string;
  key: string;
  values: readonly (string | undefined)[];
}

/** A value of the template as text; `undefined` where only a deployment tells. */
type TextOf = (value: unknown) => string | undefined;

/** The statements of a policy document of a template, intrinsic functions worked out where that can be done. */
export function readStatements(document: unknown, text: TextOf): TrustStatement[] {
  const read = typeof document === 'string' ? parsed(document) : document;
  if (!isObject(read) || isFunction(read)) return [OPEN];
  return many(read['Statement']).map((statement) => readStatement(statement, text));
}

const OPEN: TrustStatement = { effect: undefined, actions: [], principals: [], conditions: [], isOpen: true };

function readStatement(statement: unknown, text: TextOf): TrustStatement {
  if (!isObject(statement) || isFunction(statement)) return OPEN;
  const { Effect, Action, Principal, Condition } = statement;
  const conditions = readConditions(Condition, text);
  return {
    effect: text(Effect),
    actions: texts(Action, text),
    principals: readPrincipals(Principal, text),
    conditions: conditions ?? [],
    isOpen: 'NotPrincipal' in statement || 'NotAction' in statement || conditions === undefined,
  };
}

function readPrincipals(principal: unknown, text: TextOf): TrustedPrincipal[] {
  if (!isObject(principal) || isFunction(principal)) return texts(principal, text).map((name) => ({ kind: 'AWS', name }));
  return Object.entries(principal).flatMap(([kind, names]) => texts(names, text).map((name) => ({ kind, name })));
}

/** `undefined` where the conditions as a whole are not known. */
function readConditions(condition: unknown, text: TextOf): TrustCondition[] | undefined {
  if (condition === undefined || condition === null) return [];
  if (!isObject(condition) || isFunction(condition)) return undefined;
  const operators = Object.entries(condition);
  if (operators.some(([, keys]) => !isObject(keys) || isFunction(keys))) return undefined;
  return operators.flatMap(([operator, keys]) =>
    Object.entries(keys as object).map(([key, values]) => ({ operator, key, values: texts(values, text) })),
  );
}

function texts(value: unknown, text: TextOf): (string | undefined)[] {
  return many(value).map((one) => text(one));
}

function many(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function isFunction(value: Record<string, unknown>): boolean {
  return Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
