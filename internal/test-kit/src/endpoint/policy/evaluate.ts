import { evaluateConditions } from './conditions.js';
import { many, type PolicyDocument, type PolicyStatement } from './document.js';
import { matchPattern } from './match-pattern.js';
import type { Naming } from './match-principal.js';
import type { RequestContext } from './request-context.js';

/** What one kind of policy says; `silent` is the implicit deny. */
export type Decision = 'allow' | 'deny' | 'silent';

/** What a trust policy says, and how it names the caller where it allows. */
export type TrustDecision = { readonly decision: Decision; readonly naming: Naming | undefined };

const WORTH: readonly Naming[] = ['session', 'identity', 'account'];

/** Evaluates a role's trust policy. `name` tells how a principal names the caller, `undefined` when it does not. */
export function evaluateTrust(
  trust: PolicyDocument,
  action: string,
  name: (principal: PolicyStatement['Principal']) => Naming | undefined,
  context: RequestContext,
): TrustDecision {
  const namings = new Set<Naming>();
  for (const statement of many(trust.Statement)) {
    const naming = name(statement.Principal);
    if (naming === undefined || !actionMatches(statement, action)) continue;
    if (!applies(statement, context)) continue;
    if (statement.Effect === 'Deny') return { decision: 'deny', naming };
    namings.add(naming);
  }
  const naming = WORTH.find((one) => namings.has(one));
  return { decision: naming === undefined ? 'silent' : 'allow', naming };
}

/** Evaluates identity policies or a session policy, all together. */
export function evaluatePolicies(policies: readonly PolicyDocument[], action: string, resource: string, context: RequestContext): Decision {
  let decision: Decision = 'silent';
  for (const statement of policies.flatMap((policy) => many(policy.Statement))) {
    if (!actionMatches(statement, action) || !resourceMatches(statement, resource)) continue;
    if (!applies(statement, context)) continue;
    if (statement.Effect === 'Deny') return 'deny';
    decision = 'allow';
  }
  return decision;
}

/** A condition that this endpoint does not understand never opens a door: an Allow does not apply, a Deny does. */
function applies(statement: PolicyStatement, context: RequestContext): boolean {
  const verdict = evaluateConditions(statement.Condition, context);
  return verdict === 'unknown' ? statement.Effect === 'Deny' : verdict === 'met';
}

/** Names of actions ignore the case. */
function actionMatches(statement: PolicyStatement, action: string): boolean {
  const among = (patterns: readonly string[]): boolean =>
    patterns.some((pattern) => matchPattern(pattern.toLowerCase(), action.toLowerCase()));
  if (statement.NotAction !== undefined) return !among(many(statement.NotAction));
  return among(many(statement.Action));
}

function resourceMatches(statement: PolicyStatement, resource: string): boolean {
  const among = (patterns: readonly string[]): boolean => patterns.some((pattern) => matchPattern(pattern, resource));
  if (statement.NotResource !== undefined) return !among(many(statement.NotResource));
  return among(many(statement.Resource));
}
