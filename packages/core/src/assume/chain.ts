import { StsError } from '../errors/index.js';
import type { ResolvedOptions } from '../options/index.js';
import { type Env, roleSession, type SourcePlan } from '../source/index.js';
import { parseRoleArn } from '../target/index.js';
import type { AssumeRequest } from './request.js';

/** STS API reference, AssumeRole: the least there is. A role on the way is needed for a moment only. */
const SHORTEST_SECONDS = 900;
/** IAM user guide, role chaining: more is an error of STS, whatever the role's own maximum. */
const LONGEST_IN_CHAIN_SECONDS = 3600;

/**
 * The requests on the way to the role, the role's own last: each role is assumed by the session of the one before. MFA and
 * the source identity go to the first: only a user has a device, and an identity stays once it is set.
 * @param via ARNs of the roles to go through
 * @throws `STS_ROLE_INVALID`
 */
export function chainOf(request: AssumeRequest, via: readonly string[], from: string): AssumeRequest[] {
  if (via.length === 0) return [request];
  const { SerialNumber, TokenCode, SourceIdentity, ...last } = request;
  const onTheWay = via.map((arn): AssumeRequest => ({
    RoleArn: parseRoleArn(arn, from).arn,
    RoleSessionName: request.RoleSessionName,
    DurationSeconds: SHORTEST_SECONDS,
  }));
  const first = {
    ...(SerialNumber === undefined ? {} : { SerialNumber }),
    ...(TokenCode === undefined ? {} : { TokenCode }),
    ...(SourceIdentity === undefined ? {} : { SourceIdentity }),
  };
  return [...onTheWay.map((one, index) => (index === 0 ? { ...one, ...first } : one)), last];
}

/**
 * Whether the first role is assumed with the token of the identity provider itself: when no other role is named for it, or
 * that very one.
 */
export function isByWebIdentity(plan: SourcePlan, first: AssumeRequest): boolean {
  return plan.kind === 'web-identity' && (plan.roleArn === undefined || plan.roleArn === first.RoleArn);
}

/**
 * Holds the options against what STS will refuse for sure.
 * @throws `STS_OPTIONS_INVALID`
 */
export function checkChain(requests: readonly AssumeRequest[], plan: SourcePlan, options: ResolvedOptions, env: Env): void {
  const [first] = requests;
  const byToken = first !== undefined && isByWebIdentity(plan, first);
  if (byToken) checkWebIdentity(first, plan, options);
  const chained = requests.length > 1 ? 'via' : byToken ? undefined : roleSession(plan, env);
  const { durationSeconds } = options.values;
  if (chained === undefined || durationSeconds === undefined || durationSeconds <= LONGEST_IN_CHAIN_SECONDS) return;
  throw new StsError({
    code: 'STS_OPTIONS_INVALID',
    message: `An option is wrong: durationSeconds: ${durationSeconds} is more than the hour that STS gives where a role assumes the next one (from ${options.origin('durationSeconds')}). Here that is so because of ${chained}.`,
    hint: `Make it ${LONGEST_IN_CHAIN_SECONDS} at the most, or take it out: the role is assumed anew before its session ends.`,
  });
}

/** What AssumeRole takes and AssumeRoleWithWebIdentity does not: the token says it, or nobody. */
const NOT_WITH_TOKEN = {
  ExternalId: 'externalId',
  SerialNumber: 'mfaSerial',
  SourceIdentity: 'sourceIdentity',
  Tags: 'tags',
  TransitiveTagKeys: 'transitiveTagKeys',
} as const;

function checkWebIdentity(request: AssumeRequest, plan: SourcePlan, options: ResolvedOptions): void {
  const wrong = Object.entries(NOT_WITH_TOKEN).filter(([name]) => request[name as keyof AssumeRequest] !== undefined);
  if (wrong.length === 0) return;
  const names = wrong.map(([, option]) => `${option} (from ${options.origin(option)})`).join(', ');
  throw new StsError({
    code: 'STS_OPTIONS_INVALID',
    message: `${request.RoleArn} is assumed with a web identity token (from ${plan.from}), and AssumeRoleWithWebIdentity does not take ${names}.`,
    hint: 'Take it out: tags and source identity come from the token. Or name the role that the token is for, which then assumes this one: AWS_ROLE_ARN.',
  });
}
