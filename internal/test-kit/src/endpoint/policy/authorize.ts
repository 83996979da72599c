import type { Caller } from '../accounts/caller.js';
import type { Role } from '../accounts/directory.js';
import { accessDenied, federationDenied } from '../wire/sts-errors.js';
import type { PolicyDocument, PolicyStatement } from './document.js';
import { evaluatePolicies, evaluateTrust, type Decision } from './evaluate.js';
import { matchPrincipal, matchProvider, type Naming } from './match-principal.js';
import type { RequestContext } from './request-context.js';

/** What counts beside the policies of caller and role. */
export type Rules = {
  /** Service control policies of the caller's account; none allow everything. */
  readonly controls: readonly PolicyDocument[];
  /** Whether the error says which kind of policy does not allow it. One that denies is always told. */
  readonly explain: boolean;
};

/**
 * Throws AccessDenied unless the caller may do `action` (`sts:AssumeRole`, `sts:TagSession`, `sts:SetSourceIdentity`)
 * on the role. IAM user guide, "Policy evaluation logic": an explicit deny anywhere wins; within one account the trust
 * policy is enough when it names the caller, and delegates to the identity policy when it names the account; across
 * accounts both must allow; a session policy of the caller narrows what its role may do.
 */
export function authorize(action: string, caller: Caller, role: Role, context: RequestContext, rules: Rules): void {
  const refuse = (because: string, ending = ''): never => {
    throw accessDenied(caller.arn, action, role.arn, ending, because);
  };
  const deny = (because: string, kind: string): never => refuse(because, ` with an explicit deny in ${kind} policy`);
  const lack = (because: string, kind: string): never =>
    refuse(because, rules.explain ? ` because no ${kind} policy allows the ${action} action` : '');

  const trust = evaluateTrust(role.trust, action, (principal) => matchPrincipal(principal, caller), context);
  if (trust.decision === 'deny') deny('the trust policy denies it', 'a resource-based');
  const control = controlDecision(action, role, context, rules);
  if (control === 'deny') deny("a service control policy of the caller's account denies it", 'a service control');
  const identity = evaluatePolicies(caller.policies, action, role.arn, context);
  if (identity === 'deny') deny("the caller's identity policy denies it", 'an identity-based');
  const session = sessionDecision(action, caller, role, context);
  if (session === 'deny') deny("the caller's session policy denies it", 'a session');

  if (control === 'silent') lack("no service control policy of the caller's account allows it", 'service control');
  if (trust.decision !== 'allow') lack('no statement of the trust policy allows it', 'resource-based');
  const crossAccount = caller.account !== role.account;
  if ((crossAccount || trust.naming === 'account') && identity !== 'allow') {
    lack(
      crossAccount
        ? "the role is in another account, and the caller's identity policy does not allow it"
        : "the trust policy names the account, and the caller's identity policy does not allow it",
      'identity-based',
    );
  }
  if (session === 'silent' && (crossAccount || trust.naming !== 'session')) {
    lack("the caller's session policy does not allow it", 'session');
  }
}

/** Throws AccessDenied unless the trust policy names the provider (`Federated`) and lets its token in. */
export function authorizeFederated(role: Role, providerArn: string, context: RequestContext): void {
  const name = (principal: PolicyStatement['Principal']): Naming | undefined => matchProvider(principal, providerArn);
  const { decision } = evaluateTrust(role.trust, 'sts:AssumeRoleWithWebIdentity', name, context);
  if (decision === 'deny') throw federationDenied('the trust policy denies it');
  if (decision !== 'allow') throw federationDenied('no statement of the trust policy allows it');
}

function controlDecision(action: string, role: Role, context: RequestContext, { controls }: Rules): Decision {
  return controls.length === 0 ? 'allow' : evaluatePolicies(controls, action, role.arn, context);
}

/** A session without a policy of its own is not narrowed. */
function sessionDecision(action: string, caller: Caller, role: Role, context: RequestContext): Decision {
  if (caller.kind !== 'role' || caller.sessionPolicy === undefined) return 'allow';
  return evaluatePolicies([caller.sessionPolicy], action, role.arn, context);
}
