import type { Caller } from '../accounts/caller.js';
import type { Role } from '../accounts/directory.js';
import { accessDenied, federationDenied } from '../wire/sts-errors.js';
import type { PolicyStatement } from './document.js';
import { evaluatePolicies, evaluateTrust } from './evaluate.js';
import { matchPrincipal, matchProvider, type Naming } from './match-principal.js';
import type { RequestContext } from './request-context.js';

/**
 * Throws AccessDenied unless the caller may do `action` (`sts:AssumeRole`, `sts:TagSession`, `sts:SetSourceIdentity`)
 * on the role. IAM user guide, "Policy evaluation logic": an explicit deny anywhere wins; within one account the trust
 * policy is enough when it names the caller, and delegates to the identity policy when it names the account; across
 * accounts both must allow; a session policy of the caller narrows what its role may do.
 */
export function authorize(action: string, caller: Caller, role: Role, context: RequestContext): void {
  const refuse = (because: string, suffix = ''): never => {
    throw accessDenied(caller.arn, action, role.arn, suffix, because);
  };

  const trust = evaluateTrust(role.trust, action, (principal) => matchPrincipal(principal, caller), context);
  if (trust.decision === 'deny') {
    refuse('the trust policy denies it', ' with an explicit deny in a resource-based policy');
  }
  const identity = evaluatePolicies(caller.policies, action, role.arn, context);
  if (identity === 'deny') {
    refuse("the caller's identity policy denies it", ' with an explicit deny in an identity-based policy');
  }
  const session = sessionDecision(action, caller, role, context);
  if (session === 'deny') refuse("the caller's session policy denies it", ' with an explicit deny in a session policy');

  if (trust.decision !== 'allow') refuse('no statement of the trust policy allows it');
  const crossAccount = caller.account !== role.account;
  if ((crossAccount || trust.naming === 'account') && identity !== 'allow') {
    refuse(
      crossAccount
        ? "the role is in another account, and the caller's identity policy does not allow it"
        : "the trust policy names the account, and the caller's identity policy does not allow it",
    );
  }
  if (session === 'silent' && (crossAccount || trust.naming !== 'session')) {
    refuse("the caller's session policy does not allow it");
  }
}

/** Throws AccessDenied unless the trust policy names the provider (`Federated`) and lets its token in. */
export function authorizeFederated(role: Role, providerArn: string, context: RequestContext): void {
  const name = (principal: PolicyStatement['Principal']): Naming | undefined => matchProvider(principal, providerArn);
  const { decision } = evaluateTrust(role.trust, 'sts:AssumeRoleWithWebIdentity', name, context);
  if (decision === 'deny') throw federationDenied('the trust policy denies it');
  if (decision !== 'allow') throw federationDenied('no statement of the trust policy allows it');
}

/** A session without a policy of its own is not narrowed. */
function sessionDecision(action: string, caller: Caller, role: Role, context: RequestContext): 'allow' | 'deny' | 'silent' {
  if (caller.kind !== 'role' || caller.sessionPolicy === undefined) return 'allow';
  return evaluatePolicies([caller.sessionPolicy], action, role.arn, context);
}
