import type { ResolvedOptions } from '../options/index.js';
import type { Target } from '../target/index.js';
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
 * @throws `STS_POLICY_INVALID`, `STS_POLICY_TOO_LARGE`
 */
export function buildRequest(target: Target, options: ResolvedOptions, baseDir: string): AssumeRequest {
  const { values } = options;
  const { sessionPolicy, tags, policyArns } = values;
  return withoutUndefined({
    RoleArn: target.roleArn,
    RoleSessionName: values.sessionName ?? defaultSessionName(target.service, target.stage),
    DurationSeconds: values.durationSeconds,
    ExternalId: values.externalId,
    SerialNumber: values.mfaSerial,
    SourceIdentity: values.sourceIdentity,
    Tags: tags === undefined ? undefined : Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    TransitiveTagKeys: values.transitiveTagKeys,
    Policy: sessionPolicy === undefined ? undefined : readSessionPolicy(sessionPolicy, baseDir, options.origin('sessionPolicy')),
    PolicyArns: policyArns?.map((arn) => ({ arn })),
  });
}

function withoutUndefined(request: { [K in keyof AssumeRequest]: AssumeRequest[K] | undefined }): AssumeRequest {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)) as unknown as AssumeRequest;
}
