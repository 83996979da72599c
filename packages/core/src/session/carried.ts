import type { AssumedRole } from '../assume/index.js';
import { refusalOf, type SharedRefusal, sharedRefusal } from '../cache/index.js';
import { isStsError, StsError, type StsErrorCode } from '../errors/index.js';
import type { AppEnvironment, Target } from '../target/index.js';
import { handedAnswers } from './handed.js';
import { isSwitchedOffSession, makeSession, switchedOffSession } from './make-session.js';
import type { Session } from './types.js';

/** An assumed role, as JSON. */
export type CarriedRole = Omit<AssumedRole, 'credentials'> & { credentials: Record<keyof AssumedRole['credentials'], string> };

/** What came of opening a session, as JSON: from the helper process, or into a sandbox, where objects have to be its own. */
export type CarriedSession =
  | {
      ok: true;
      target: Target;
      /** What the session sets, and hands on with it. */
      env: Record<string, string>;
      environment: AppEnvironment;
      role: CarriedRole;
    }
  | { ok: 'switched off' }
  | CarriedError;

/** What failed. */
export interface CarriedError {
  ok: false;
  code: StsErrorCode;
  message: string;
  hint: string | undefined;
  /** Where it is a refusal that others share. */
  refusal?: SharedRefusal | undefined;
}

/** A session, to be carried. */
export function carriedSession(session: Session): CarriedSession {
  if (isSwitchedOffSession(session)) return { ok: 'switched off' };
  const { target, env, environment } = session;
  return { ok: true, target, env: env.set, environment, role: carriedRole(session) };
}

/** A role, to be carried. */
export function carriedRole({ assumedRoleArn, accountId, credentials }: AssumedRole): CarriedRole {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
  return {
    assumedRoleArn,
    accountId,
    credentials: { accessKeyId, secretAccessKey, sessionToken, expiration: expiration.toISOString() },
  };
}

/** The role that was carried. */
export function unpackedRole({ credentials, ...role }: CarriedRole): AssumedRole {
  return { ...role, credentials: { ...credentials, expiration: new Date(credentials.expiration) } };
}

/** A failure, to be carried; without its cause. */
export function carriedError(error: unknown): CarriedError {
  if (isStsError(error)) return { ok: false, code: error.code, message: error.message, hint: error.hint, refusal: refusalOf(error) };
  return { ok: false, code: 'STS_INTERNAL', message: error instanceof Error ? error.message : String(error), hint: undefined };
}

/** The session that was carried. Throws the error that was. */
export function unpacked(answer: CarriedSession): Session {
  if (answer.ok === 'switched off') return switchedOffSession();
  if (!answer.ok) throw unpackedError(answer);
  return makeSession(answer.target, unpackedRole(answer.role), { answers: handedAnswers(answer.env), environment: answer.environment });
}

/** The error that was carried. */
export function unpackedError({ code, message, hint, refusal }: CarriedError): StsError {
  const error = new StsError({ code, message, ...(hint === undefined ? {} : { hint }) });
  return refusal === undefined ? error : sharedRefusal(error, refusal);
}
