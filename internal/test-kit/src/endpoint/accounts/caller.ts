import type { PolicyDocument } from '../policy/document.js';

/** Who made a request, after its signature was found right. */
export type Caller = UserCaller | RoleCaller;

type AnyCaller = {
  readonly arn: string;
  readonly account: string;
  readonly partition: string;
  readonly userId: string;
  /** Identity policies. */
  readonly policies: readonly PolicyDocument[];
  /** Whether the keys are temporary ones. */
  readonly temporary: boolean;
};

export type UserCaller = AnyCaller & {
  readonly kind: 'user';
  readonly name: string;
  readonly mfa: MfaDevice | undefined;
  /** When the code was checked that GetSessionToken was called with. */
  readonly mfaAtMs: number | undefined;
};

export type RoleCaller = AnyCaller & {
  readonly kind: 'role';
  readonly roleArn: string;
  readonly sessionPolicy: PolicyDocument | undefined;
  readonly sourceIdentity: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTagKeys: readonly string[];
};

/** A user's second factor. */
export type MfaDevice = {
  /** ARN of the virtual device, or the number of a hardware one. */
  readonly serial: string;
  /** The six digits that are right. */
  readonly codes: readonly string[];
  /** Refuse a code that was used before, as AWS does; default: a code stays right. */
  readonly oneTime?: boolean;
};
