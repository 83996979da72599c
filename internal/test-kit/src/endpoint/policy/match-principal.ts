import { parseArn } from '../accounts/arn.js';
import type { Caller } from '../accounts/caller.js';
import { many, type PolicyStatement } from './document.js';

/**
 * How a trust statement names the caller, by what it is worth:
 * - `session`: the role session itself; not even a session policy narrows that;
 * - `identity`: the user or the role (or everybody, `*`); enough by itself within one account;
 * - `account`: the account, which leaves it to its own administrators: the caller's identity policy must allow, too.
 */
export type Naming = 'session' | 'identity' | 'account';

const WORTH: readonly Naming[] = ['session', 'identity', 'account'];

/** How the statement names the caller, `undefined` when it does not. `Service` and `Federated` never name one. */
export function matchPrincipal(principal: PolicyStatement['Principal'], caller: Caller): Naming | undefined {
  if (principal === undefined) return undefined;
  const names = principal === '*' ? ['*'] : many(principal['AWS']);
  const found = new Set(names.map((name) => naming(name, caller)));
  return WORTH.find((one) => found.has(one));
}

/** As `matchPrincipal`, for a caller that an identity provider speaks for. A Deny of everybody means it, too. */
export function matchProvider(principal: PolicyStatement['Principal'], providerArn: string): Naming | undefined {
  if (principal === undefined) return undefined;
  return principal === '*' || many(principal['Federated']).includes(providerArn) ? 'identity' : undefined;
}

function naming(name: string, caller: Caller): Naming | undefined {
  // IAM user guide, "Principal": with `*`, principals of the same account need no other permission.
  if (name === '*') return 'identity';
  if (name === caller.account) return 'account';
  if (name === caller.arn) return caller.kind === 'role' ? 'session' : 'identity';
  if (caller.kind === 'role' && name === caller.roleArn) return 'identity';
  const arn = parseArn(name);
  const isRoot = arn?.service === 'iam' && arn.resource === 'root';
  return isRoot && arn.account === caller.account && arn.partition === caller.partition ? 'account' : undefined;
}
