import type { ResolvedOptions } from '../options/index.js';
import type { Grants, Target } from '../target/index.js';
import { policyText } from './policy-document.js';
import { checkPolicySize, MAX_CHARACTERS } from './policy-size.js';
import { defaultSessionName } from './session-name.js';
import { readSessionPolicy } from './session-policy.js';

/** The parameters of one AssumeRole, as STS names them. */
export interface AssumeRequest {
  RoleArn: string;
  RoleSessionName: string;
  DurationSeconds?: number;
  ExternalId?: string;
  SerialNumber?: string;
  /** Of a device; not part of what is prepared, it is got when the call is made. */
  TokenCode?: string;
  SourceIdentity?: string;
  Tags?: { Key: string; Value: string }[];
  TransitiveTagKeys?: string[];
  Policy?: string;
  PolicyArns?: { arn: string }[];
}

/**
 * Builds the request.
 * @param grants what the role may do, where `sessionPolicy` is `"statements"`
 * @param use what the session is for; default: tests
 * @throws `STS_POLICY_INVALID`, `STS_POLICY_TOO_LARGE`
 */
export function buildRequest(target: Target, options: ResolvedOptions, baseDir: string, grants?: Grants, use?: 'deploy'): AssumeRequest {
  const { values } = options;
  const { tags } = values;
  const { policy, policyArns } = policies(options, baseDir, grants);
  return withoutUndefined({
    RoleArn: target.roleArn,
    RoleSessionName: values.sessionName ?? defaultSessionName(target.service, target.stage, use),
    DurationSeconds: values.durationSeconds,
    ExternalId: values.externalId,
    SerialNumber: values.mfaSerial,
    SourceIdentity: values.sourceIdentity,
    Tags: tags === undefined ? undefined : Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    TransitiveTagKeys: values.transitiveTagKeys,
    Policy: policy,
    PolicyArns: policyArns?.map((arn) => ({ arn })),
  });
}

interface SessionPolicies {
  policy: string | undefined;
  policyArns: readonly string[] | undefined;
}

function policies({ values, origin }: ResolvedOptions, baseDir: string, grants: Grants | undefined): SessionPolicies {
  const { sessionPolicy, policyArns } = values;
  const from = origin('sessionPolicy');
  if (grants === undefined) {
    const policy = sessionPolicy === undefined ? undefined : readSessionPolicy(sessionPolicy, baseDir, from);
    checkPolicySize(policy, policyArns ?? [], from);
    return { policy: policy?.text, policyArns };
  }
  const arns = [...new Set([...grants.managedPolicies, ...(policyArns ?? [])])];
  // With managed policies alone, they are all there is.
  const isEmpty = grants.statements.length === 0 && arns.length > 0;
  const policy = isEmpty ? undefined : policyText(grants.statements, MAX_CHARACTERS - arns.join('').length);
  checkPolicySize(policy, arns, from);
  return { policy: policy?.text, policyArns: arns.length === 0 ? undefined : arns };
}

function withoutUndefined(request: { [K in keyof AssumeRequest]: AssumeRequest[K] | undefined }): AssumeRequest {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)) as unknown as AssumeRequest;
}
