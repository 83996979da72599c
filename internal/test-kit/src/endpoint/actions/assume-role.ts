import { parseRoleArn } from '../accounts/arn.js';
import type { Caller } from '../accounts/caller.js';
import type { Role } from '../accounts/directory.js';
import { credentialsXml } from '../accounts/issue-credentials.js';
import { authorize } from '../policy/authorize.js';
import { requestContext } from '../policy/request-context.js';
import { accessDenied, validationError } from '../wire/sts-errors.js';
import type { XmlElements } from '../wire/xml.js';
import type { ActionRequest } from './action-request.js';
import { readAssumeRoleParams, type AssumeRoleParams } from './assume-role-params.js';
import { checkMfa } from './check-mfa.js';
import { packedPolicySize } from './packed-size.js';
import { checkRoleDuration, startSession } from './role-session.js';
import { checkPolicySize, readSessionPolicy } from './session-policy.js';
import { joinTags, type SessionTags } from './session-tags.js';

/** Does AssumeRole: parameters, then who may, then how long. */
export function assumeRole(request: ActionRequest): XmlElements {
  const { state, caller, nowMs } = request;
  const params = readAssumeRoleParams(request.params);
  const arn = parseRoleArn(params.roleArn);
  if (arn === undefined) throw validationError('Request ARN is invalid');
  checkPolicySize(params.policy, params.policyArns);
  const sessionPolicy = params.policy === undefined ? undefined : readSessionPolicy(params.policy);
  const sessionTags = joinTags(params, caller);

  const mfaNow = checkMfa(state.directory, caller, params.serialNumber, params.tokenCode);
  const role = state.directory.role(params.roleArn);
  if (role === undefined || role.partition !== caller.partition) {
    throw accessDenied(caller.arn, 'sts:AssumeRole', params.roleArn, '', 'there is no such role');
  }
  const sourceIdentity = checkActions(request, role, params, sessionTags, mfaNow);
  checkDuration(params.durationSeconds, caller, role);
  const packed = packedPolicySize(params);

  const { session, issued } = startSession(state, {
    role,
    roleSessionName: params.roleSessionName,
    durationSeconds: params.durationSeconds,
    nowMs,
    sessionPolicy,
    sourceIdentity,
    tags: sessionTags,
    answeredRoleArn: request.answeredRoleArn,
  });
  return {
    AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
    Credentials: credentialsXml(issued),
    PackedPolicySize: packed,
    SourceIdentity: sourceIdentity,
  };
}

/** Each thing that the call does besides needs its own permission. Returns the session's source identity. */
function checkActions(
  { state, caller, region, nowMs }: ActionRequest,
  role: Role,
  params: AssumeRoleParams,
  { tags, transitiveTagKeys }: SessionTags,
  mfaNow: boolean,
): string | undefined {
  // It stays through a chain, and cannot be changed on the way.
  const earlier = caller.kind === 'role' ? caller.sourceIdentity : undefined;
  const sourceIdentity = params.sourceIdentity ?? earlier;
  const { roleSessionName, externalId } = params;
  const context = requestContext(caller, {
    roleSessionName,
    externalId,
    sourceIdentity,
    tags,
    transitiveTagKeys,
    region,
    mfaNow,
    nowMs,
  });
  const rules = { controls: state.directory.serviceControlPolicies(caller.account), explain: state.explainDenials };
  authorize('sts:AssumeRole', caller, role, context, rules);
  if (Object.keys(tags).length > 0) authorize('sts:TagSession', caller, role, context, rules);
  if (sourceIdentity !== undefined) authorize('sts:SetSourceIdentity', caller, role, context, rules);
  if (earlier !== undefined && sourceIdentity !== earlier) {
    throw accessDenied(caller.arn, 'sts:SetSourceIdentity', role.arn, '', 'a source identity cannot be changed');
  }
  return sourceIdentity;
}

function checkDuration(seconds: number, caller: Caller, role: Role): void {
  if (caller.kind === 'role' && seconds > 3600) {
    throw validationError('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining');
  }
  checkRoleDuration(seconds, role);
}
