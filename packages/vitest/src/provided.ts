import { isSwitchedOffSession, type Session } from '@sts/core/runner';

/** What `inject('sts')` gives to a test: who it is. Nothing secret; plain texts, since it goes from process to process. */
export interface ProvidedSts {
  /** The role that was asked for. */
  roleArn: string;
  /** `arn:aws:sts::<account>:assumed-role/<name>/<session>`. */
  assumedRoleArn: string;
  accountId: string;
  region: string;
  stage: string;
  /** The end of the credentials that the run, or the rerun, began with, in ISO 8601. */
  expiration: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The role of the tests; `undefined` when the packages are switched off, and in a browser. */
    sts: ProvidedSts | undefined;
  }
}

/** What is told of a session; nothing of one that is switched off. */
export function providedOf(session: Session): ProvidedSts | undefined {
  if (isSwitchedOffSession(session)) return undefined;
  const { target, assumedRoleArn, accountId, credentials } = session;
  const { roleArn, region, stage } = target;
  return { roleArn, assumedRoleArn, accountId, region, stage, expiration: credentials.expiration.toISOString() };
}
