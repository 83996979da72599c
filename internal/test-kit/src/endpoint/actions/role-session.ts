import { parseRoleArn } from '../accounts/arn.js';
import type { RoleCaller } from '../accounts/caller.js';
import type { Role } from '../accounts/directory.js';
import { issueCredentials, type IssuedCredentials } from '../accounts/issue-credentials.js';
import type { PolicyDocument } from '../policy/document.js';
import type { EndpointState } from '../state.js';
import { validationError } from '../wire/sts-errors.js';
import type { SessionTags } from './session-tags.js';

export type SessionRequest = {
  readonly role: Role;
  readonly roleSessionName: string;
  readonly durationSeconds: number;
  readonly nowMs: number;
  readonly sessionPolicy?: PolicyDocument | undefined;
  readonly sourceIdentity?: string | undefined;
  readonly tags?: SessionTags;
  /** A fault: the answer is for a role that nobody asked for. */
  readonly answeredRoleArn?: string | undefined;
};

/** Begins a session of a role, whatever let its caller have it: who it is, and its credentials. */
export function startSession(state: EndpointState, request: SessionRequest): { session: RoleCaller; issued: IssuedCredentials } {
  const { roleSessionName, durationSeconds, nowMs, sessionPolicy, sourceIdentity } = request;
  const role = request.answeredRoleArn === undefined ? request.role : otherRole(request.role, request.answeredRoleArn);
  const session: RoleCaller = {
    kind: 'role',
    arn: `arn:${role.partition}:sts::${role.account}:assumed-role/${role.name}/${roleSessionName}`,
    account: role.account,
    partition: role.partition,
    userId: `${role.roleId}:${roleSessionName}`,
    policies: role.policies,
    temporary: true,
    roleArn: role.arn,
    sessionPolicy,
    sourceIdentity,
    tags: request.tags?.tags ?? {},
    transitiveTagKeys: request.tags?.transitiveTagKeys ?? [],
  };
  return { session, issued: issueCredentials(state, session, durationSeconds, nowMs) };
}

export function checkRoleDuration(seconds: number, role: Role): void {
  if (seconds > role.maxSessionDuration) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
}

function otherRole(role: Role, arn: string): Role {
  const parts = parseRoleArn(arn);
  if (parts === undefined) throw new TypeError(`answeredRoleArn is not the ARN of a role: ${arn}`);
  return { ...role, ...parts, arn };
}
