import type { ConfiguredTrust, TrustStatement } from '../target/index.js';
import type { Caller } from './caller.js';
import { like } from './like.js';
import { conditionsAgainst } from './trust-conditions.js';
import type { RefusedCall } from './types.js';
import { readClaims } from '../source/index.js';

/** What the configuration says of the caller, in a sentence. */
export interface Clue {
  text: string;
  /** Whether the caller is named in it, be it with conditions. */
  namesCaller: boolean;
}

/** More are not read. */
const MOST_NAMES = 3;

/**
 * What the configuration says against the caller, or that it says nothing against it; `undefined` where it cannot be
 * told. The deployed role may differ, so that nothing follows from it but where to look.
 *
 * @param refused the action that STS named
 */
export function trustClue(
  trust: ConfiguredTrust,
  caller: Caller | undefined,
  refused: string | undefined,
  call: RefusedCall,
): Clue | undefined {
  const action = refused ?? (call.webIdentity === undefined ? 'sts:AssumeRole' : 'sts:AssumeRoleWithWebIdentity');
  const { from, statements } = trust;
  const about = statements.filter((one) => covers(one, action));
  const refuses = about.find(
    (one) => one.effect === 'Deny' && !one.isOpen && one.conditions.length === 0 && names(one, caller, call) === 'yes',
  );
  if (refuses !== undefined) return says(`${from} denies the caller.`);
  if (statements.some((one) => one.isOpen || one.effect === undefined)) return undefined;
  const allows = about.filter(({ effect }) => effect === 'Allow');
  if (allows.length === 0) return says(`${from} has no statement that allows ${action}.`);
  const naming = allows.map((one) => ({ one, verdict: names(one, caller, call) }));
  if (naming.every(({ verdict }) => verdict === 'no')) return says(leftOut(from, allows, caller));
  const candidates = naming.filter(({ verdict }) => verdict !== 'no');
  const reasons = candidates.map(({ one, verdict }) => ({ verdict, against: conditionsAgainst(one.conditions, caller, call) }));
  const open = reasons.find(({ against }) => against.length === 0);
  if (open === undefined) return says(`${from} ${reasons[0]?.against.join(', and ') ?? ''}.`, reasons[0]?.verdict === 'yes');
  // With conditions on a Deny, or a principal that only a deployment tells, nothing more can be said.
  if (open.verdict !== 'yes' || !trust.isWritten || about.some(({ effect }) => effect === 'Deny')) return undefined;
  const text = `${from} lets the caller in: the deployed role may be older, or the caller may lack the permission.`;
  return { text, namesCaller: true };
}

/** The deployed role is another thing than the file. */
function says(text: string, namesCaller = false): Clue {
  return { text: `${text} The role as it is deployed may differ.`, namesCaller };
}

function leftOut(from: string, allows: readonly TrustStatement[], caller: Caller | undefined): string {
  const all = [...new Set(allows.flatMap(({ principals }) => principals.map(({ name }) => name ?? '')))];
  const shown = [...all.slice(0, MOST_NAMES), ...(all.length > MOST_NAMES ? [`${all.length - MOST_NAMES} more`] : [])];
  const isPeople = allows.some(({ principals }) => principals.some(({ kind }) => kind !== 'Service'));
  return `${from} names only ${shown.join(', ')}${isPeople && caller !== undefined ? ', and not the caller' : ''}.`;
}

function covers({ actions }: TrustStatement, action: string): boolean {
  return actions.some((one) => one === undefined || like(one.toLowerCase(), action.toLowerCase()));
}

type Verdict = 'yes' | 'no' | 'unknown';

function names({ principals }: TrustStatement, caller: Caller | undefined, call: RefusedCall): Verdict {
  const verdicts = principals.map(({ kind, name }) => namesOne(kind, name, caller, call));
  return verdicts.find((one) => one === 'yes') ?? verdicts.find((one) => one === 'unknown') ?? 'no';
}

function namesOne(kind: string, name: string | undefined, caller: Caller | undefined, call: RefusedCall): Verdict {
  if (call.webIdentity !== undefined) return namesToken(kind, name, call.webIdentity.token);
  if (kind !== 'AWS') return 'no';
  if (name === undefined || caller === undefined) return 'unknown';
  const { accountId, principal, principalLike } = caller;
  if (name === '*' || name === principal || name === accountId) return 'yes';
  const [, account, resource = ''] = /^arn:aws[a-z-]*:(?:iam|sts)::(\d{12}):(.+)$/.exec(name) ?? [];
  // The unique id of somebody, or what is deployed with another name.
  if (account === undefined) return 'unknown';
  if (account !== accountId) return 'no';
  if (resource === 'root') return 'yes';
  if (principalLike !== undefined) return like(principalLike, name) ? 'yes' : sessionOrRole(resource);
  // The ARN of a session has no path in it.
  const role = /^role\/(?:.*\/)?([^/]+)$/.exec(resource)?.[1];
  if (role !== undefined && principal.endsWith(`:role/${role}`)) return 'yes';
  return caller.kind === 'role' ? sessionOrRole(resource) : 'no';
}

/** A trust policy may name a single session, which is not told from others here. */
function sessionOrRole(resource: string): Verdict {
  return resource.startsWith('assumed-role/') ? 'unknown' : 'no';
}

function namesToken(kind: string, name: string | undefined, token: string): Verdict {
  if (kind !== 'Federated') return kind === 'AWS' && name === '*' ? 'yes' : 'no';
  const provider = readClaims(token)?.provider;
  if (name === undefined || provider === undefined) return 'unknown';
  return name === provider || name.endsWith(`:oidc-provider/${provider}`) ? 'yes' : 'no';
}
