import type { OptionName } from '../options/index.js';
import type { TrustCondition } from '../target/index.js';
import type { Caller } from './caller.js';
import { like } from './like.js';
import type { RefusedCall } from './types.js';
import { readClaims } from '../source/index.js';

/**
 * What the conditions of a statement say against a call, or may say; empty where they are met. Their values are not
 * shown: an external id is secret.
 */
export function conditionsAgainst(conditions: readonly TrustCondition[], caller: Caller | undefined, call: RefusedCall): string[] {
  return conditions.flatMap((condition) => against(condition, caller, call) ?? []);
}

function against(condition: TrustCondition, caller: Caller | undefined, call: RefusedCall): string | undefined {
  const { request } = call;
  switch (condition.key.toLowerCase()) {
    case 'sts:externalid':
      return asked(condition, request.ExternalId, `the one given${from(call, 'externalId')}`, 'externalId (STS_EXTERNAL_ID)');
    case 'sts:sourceidentity':
      return asked(
        condition,
        request.SourceIdentity,
        `${request.SourceIdentity ?? ''}${from(call, 'sourceIdentity')}`,
        'sourceIdentity (STS_SOURCE_IDENTITY)',
      );
    case 'sts:rolesessionname':
      return asked(condition, request.RoleSessionName, request.RoleSessionName, 'sessionName');
    case 'aws:multifactorauthpresent':
    case 'aws:multifactorauthage':
      if (request.SerialNumber !== undefined || condition.values.includes('false')) return undefined;
      return 'asks for MFA, and mfaSerial (STS_MFA_SERIAL) is not set';
    case 'aws:principalaccount':
      return caller === undefined ? unknown(condition) : asked(condition, caller.accountId, caller.accountId, '');
    case 'aws:principalarn':
      return principalAgainst(condition, caller);
    default:
      return claimAgainst(condition, call);
  }
}

/** @param option that sets the value, as a message names it */
function asked(condition: TrustCondition, given: string | undefined, shown: string, option: string): string | undefined {
  if (given === undefined)
    return condition.operator.endsWith('IfExists') ? undefined : `asks for ${condition.key}, and ${option} is not set`;
  const met = isMet(condition, given);
  if (met === undefined) return unknown(condition);
  return met ? undefined : `asks for another ${condition.key} than ${shown}`;
}

function principalAgainst(condition: TrustCondition, caller: Caller | undefined): string | undefined {
  const isLike =
    caller?.principalLike !== undefined && condition.values.some((value) => value !== undefined && like(value, caller.principalLike ?? ''));
  if (isLike) return undefined;
  // The ARN of a session leaves the path of its role out.
  return caller?.kind === 'user' ? asked(condition, caller.principal, caller.principal, '') : unknown(condition);
}

/** Of a token: `token.actions.githubusercontent.com:sub`. */
function claimAgainst(condition: TrustCondition, { webIdentity }: RefusedCall): string | undefined {
  const claims = webIdentity && readClaims(webIdentity.token);
  if (claims === undefined) return unknown(condition);
  const claim = { [`${claims.provider}:aud`]: claims.audience, [`${claims.provider}:sub`]: claims.subject }[condition.key];
  return claim === undefined ? unknown(condition) : asked(condition, claim, `that of the token, ${JSON.stringify(claim)}`, '');
}

/** `undefined` where only a deployment tells, and for operators that are not known here. */
function isMet({ operator, values }: TrustCondition, given: string): boolean | undefined {
  const name = operator.replace(/^For(?:AnyValue|AllValues):/, '').replace(/IfExists$/, '');
  const known = values.filter((value) => value !== undefined);
  const compare = COMPARE.get(name);
  if (compare === undefined) return undefined;
  if (known.some((value) => !value.includes('${') && compare(value, given))) return true;
  // A policy variable is filled in by AWS.
  return known.length < values.length || known.some((value) => value.includes('${')) ? undefined : false;
}

type Compare = (wanted: string, given: string) => boolean;

const COMPARE: ReadonlyMap<string, Compare> = new Map<string, Compare>([
  ['StringEquals', (wanted, given) => wanted === given],
  ['StringEqualsIgnoreCase', (wanted, given) => wanted.toLowerCase() === given.toLowerCase()],
  ['StringLike', like],
  ['ArnEquals', like],
  ['ArnLike', like],
]);

function unknown({ key }: TrustCondition): string {
  return `has a condition on ${key}, which cannot be told from here`;
}

function from(call: RefusedCall, option: OptionName): string {
  const origin = call.clues?.optionFrom?.(option);
  return origin === undefined ? '' : ` (from ${origin})`;
}
