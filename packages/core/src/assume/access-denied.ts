import type { ConfiguredTrust } from '../target/index.js';
import { type Caller, readCaller } from './caller.js';
import { type Denial, type PolicyKind, readDenial } from './denial.js';
import type { Failure, Finding } from './failure.js';
import { mfaRefused } from './mfa-refused.js';
import { type Clue, trustClue } from './trust-clues.js';
import { trustPaste } from './trust-paste.js';
import { permission } from './trust-statement.js';
import type { RefusedCall } from './types.js';

/**
 * What AccessDenied on AssumeRole is, and what would allow it. Newer texts of AWS name one policy that refuses; where
 * there is none, STS does not tell whether the caller's permission is missing, the role's trust, or the role itself.
 *
 * @param said the text as STS wrote it, which may have a secret in it
 */
export function accessDenied(failure: Failure, said: string, call: RefusedCall): Finding {
  const mfa = mfaRefused(failure.message, call);
  if (mfa !== undefined) return mfa;
  const denial = readDenial(said);
  const caller = readCaller(denial.caller);
  const trust = trustOf(call);
  const clue = trust && mayBeTrust(denial) ? trustClue(trust, caller, denial.action, call) : undefined;
  return {
    code: 'STS_ACCESS_DENIED',
    message: [firstSentence(failure.message, denial, call), clue?.text, `STS says: ${failure.message}`].filter(Boolean).join(' '),
    hint: [...startedAs(denial, call), ...hint(failure.message, denial, { caller, trust, clue }, call)].join('\n'),
  };
}

/** A failure of that reading must not hide the refusal. */
function trustOf({ clues }: RefusedCall): ConfiguredTrust | undefined {
  try {
    return clues?.trust?.();
  } catch {
    return undefined;
  }
}

/** One role has become another's caller, which hardly anybody wants. */
function startedAs({ caller }: Denial, { clues }: RefusedCall): string[] {
  if (caller === undefined || caller !== clues?.startedAs) return [];
  return [
    'This process was started as that role: by sts exec, by an outer run, or by assumeRole() in a global setup, which makes the role of all that comes after it.',
    'Let the caller itself ask: in a global setup, undo() what openSession() has applied when it is done.',
    '',
  ];
}

function mayBeTrust({ policy }: Denial): boolean {
  return policy === undefined || policy === 'trust' || policy === 'identity';
}

const ROOT = /may not be assumed by root/i;

function firstSentence(message: string, denial: Denial, call: RefusedCall): string {
  const role = call.request.RoleArn;
  const who = denial.caller ?? asker(call);
  if (ROOT.test(message)) return `${who} may not assume ${role}: the root user of an account may assume no role.`;
  return `${who} may not assume ${role}${doing(denial)}${reason(denial)}.`;
}

function asker({ webIdentity, sourceFrom }: RefusedCall): string {
  return webIdentity === undefined ? `the source credentials from ${sourceFrom}` : `The web identity token (from ${webIdentity.from})`;
}

function doing({ action }: Denial): string {
  if (action === 'sts:TagSession') return ' with session tags (sts:TagSession)';
  return action === 'sts:SetSourceIdentity' ? ' with a source identity (sts:SetSourceIdentity)' : '';
}

/** What each kind of policy is called, and where it is. */
const POLICIES: Readonly<Record<PolicyKind, { name: string; where: string }>> = {
  identity: { name: "the caller's own policies", where: 'It is attached to the user, its groups, or the role of the caller.' },
  trust: { name: "the role's trust policy", where: 'It is the AssumeRolePolicyDocument of the role.' },
  'service control': {
    name: 'a service control policy',
    where: 'It is attached to the account of the caller, or above it, by who administers the organization.',
  },
  'resource control': {
    name: 'a resource control policy',
    where: 'It is attached to the account of the role, or above it, by who administers the organization.',
  },
  'permissions boundary': { name: "the caller's permissions boundary", where: 'It is set at the user or the role of the caller.' },
  session: {
    name: "the session policy of the caller's own session",
    where: 'The source credentials were made with it: get them without, or with a wider one.',
  },
  'VPC endpoint': {
    name: 'the policy of the VPC endpoint',
    where: 'The request went to STS through a VPC endpoint, and its policy has to let it.',
  },
};

function reason({ policy, isExplicit, action }: Denial): string {
  if (policy === undefined) return ', and STS does not tell why';
  const does = isExplicit ? 'denies it' : 'does not allow it';
  if (policy !== 'identity') return `: ${POLICIES[policy].name} ${does}`;
  return isExplicit ? `: one of ${POLICIES.identity.name} denies it` : `: none of ${POLICIES.identity.name} allows ${action ?? 'it'}`;
}

interface Known {
  caller: Caller | undefined;
  trust: ConfiguredTrust | undefined;
  clue: Clue | undefined;
}

function hint(message: string, denial: Denial, { caller, trust, clue }: Known, call: RefusedCall): string[] {
  const paste = trustPaste(caller, trust, clue?.namesCaller === true, call);
  const own = JSON.stringify(permission(call), undefined, 2);
  if (ROOT.test(message)) return ['Ask as a user or as another role: take the keys of the root user away.', '', ...paste];
  if (call.webIdentity !== undefined) return paste;
  const { policy, isExplicit } = denial;
  if (policy !== undefined && isExplicit) {
    return [`A Deny in ${POLICIES[policy].name} beats every Allow: take it out, or except the role from it.`, POLICIES[policy].where];
  }
  if (policy === 'identity') {
    return [
      'The caller needs this permission:',
      own,
      '',
      'STS names one reason at a time: the trust policy may leave the caller out too.',
      ...paste,
    ];
  }
  if (policy === 'trust') {
    return [...paste, '', 'From another account than that of the role the caller needs this permission too:', own];
  }
  if (policy !== undefined) return [`${POLICIES[policy].where} It has to allow this:`, own];
  const federated =
    caller?.kind === 'federated' ? ['A session of GetFederationToken may call nothing of STS but GetCallerIdentity.', ''] : [];
  return [...federated, ...unknown(paste, own, denial, caller, call)];
}

function unknown(paste: readonly string[], own: string, denial: Denial, caller: Caller | undefined, call: RefusedCall): string[] {
  const { accountId } = roleOf(call);
  const isNeeded =
    caller?.kind === 'sso' || (caller !== undefined && caller.accountId !== accountId)
      ? 'The caller needs this permission too:'
      : `If the trust policy names the whole account, or another account than ${accountId} is asking, the caller needs this permission too:`;
  return [
    doing(denial) === ''
      ? 'The role may not exist, its trust policy may leave the caller out, or the caller may lack the permission; STS does not tell which.'
      : `The trust policy or the caller's own policies leave ${denial.action ?? ''} out; STS does not tell which.`,
    '',
    ...paste,
    '',
    isNeeded,
    own,
    '',
    `A condition in the trust policy may be the reason as well: ${conditions(call)}.`,
  ];
}

function conditions({ request }: RefusedCall): string {
  return [
    request.ExternalId === undefined ? 'an external id (externalId, which is not set)' : 'another external id (externalId)',
    request.SerialNumber === undefined ? 'MFA (mfaSerial, which is not set)' : 'a younger MFA',
    'a source identity, a session name',
  ].join(', ');
}

function roleOf({ request }: RefusedCall): { accountId: string } {
  return { accountId: request.RoleArn.split(':')[4] ?? '' };
}
