import { many, type PolicyConditions } from './document.js';
import { expandVariables, matchLike } from './match-pattern.js';
import type { RequestContext } from './request-context.js';

/** `unknown`: this endpoint cannot tell, because it does not know the operator or the key. */
export type Verdict = 'met' | 'unmet' | 'unknown';

type Compare = (wanted: string, actual: string, context: RequestContext) => boolean;
type Operator = {
  readonly compare: Compare;
  /** Negated operators hold when no value compares, and when the request does not have the key. */
  readonly negated?: true;
};

const equals: Compare = (wanted, actual, context) => expandVariables(wanted, context) === actual;
const equalsIgnoringCase: Compare = (wanted, actual, context) => expandVariables(wanted, context)?.toLowerCase() === actual.toLowerCase();
const numeric =
  (compare: (actual: number, wanted: number) => boolean): Compare =>
  (wanted, actual) =>
    compare(Number(actual), Number(wanted));

/** IAM user guide, "IAM JSON policy elements: Condition operators". */
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['StringEquals', { compare: equals }],
  ['StringNotEquals', { compare: equals, negated: true }],
  ['StringEqualsIgnoreCase', { compare: equalsIgnoringCase }],
  ['StringNotEqualsIgnoreCase', { compare: equalsIgnoringCase, negated: true }],
  ['StringLike', { compare: matchLike }],
  ['StringNotLike', { compare: matchLike, negated: true }],
  ['ArnEquals', { compare: matchLike }],
  ['ArnLike', { compare: matchLike }],
  ['ArnNotEquals', { compare: matchLike, negated: true }],
  ['ArnNotLike', { compare: matchLike, negated: true }],
  ['Bool', { compare: equalsIgnoringCase }],
  ['NumericEquals', { compare: numeric((actual, wanted) => actual === wanted) }],
  ['NumericLessThan', { compare: numeric((actual, wanted) => actual < wanted) }],
  ['NumericLessThanEquals', { compare: numeric((actual, wanted) => actual <= wanted) }],
  ['NumericGreaterThan', { compare: numeric((actual, wanted) => actual > wanted) }],
  ['NumericGreaterThanEquals', { compare: numeric((actual, wanted) => actual >= wanted) }],
]);

/** All operators and keys of a statement must be met. One that is unknown makes the whole unknown. */
export function evaluateConditions(conditions: PolicyConditions | undefined, context: RequestContext): Verdict {
  const verdicts = Object.entries(conditions ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) => evaluate(operator, key, many(wanted).map(String), context)),
  );
  if (verdicts.includes('unknown')) return 'unknown';
  return verdicts.includes('unmet') ? 'unmet' : 'met';
}

function evaluate(operator: string, key: string, wanted: readonly string[], context: RequestContext): Verdict {
  if (!context.knows(key)) return 'unknown';
  const actual = context.get(key);
  if (operator === 'Null') return verdict(wanted.includes('true') === (actual === undefined));

  const ifExists = operator.endsWith('IfExists');
  const known = OPERATORS.get(ifExists ? operator.slice(0, -'IfExists'.length) : operator);
  if (known === undefined) return 'unknown';
  if (actual === undefined) return verdict(ifExists || known.negated === true);
  const compares = actual.some((value) => wanted.some((one) => known.compare(one, value, context)));
  return verdict(compares !== (known.negated === true));
}

function verdict(met: boolean): Verdict {
  return met ? 'met' : 'unmet';
}
