import type { AssumedRole } from '../assume/index.js';
import { applyChanges, changesFor, type MutableEnv } from '../environment/index.js';
import { StsError } from '../errors/index.js';
import { type AppEnvironment, NO_APP_ENVIRONMENT, type Target } from '../target/index.js';
import { handOn } from './handed.js';
import type { Session } from './types.js';

/** What a session brings beside the role. */
export interface Brought {
  /** The answers of AWS that led to the role, for the processes that are started with it. */
  answers: Readonly<Record<string, unknown>>;
  /** The variables of the code. */
  environment: AppEnvironment;
}

/** A session of an assumed role. */
export function makeSession(target: Target, role: AssumedRole, { answers, environment }: Brought): Session {
  const changes = changesFor(role, target);
  const env = { ...changes, set: { ...environment.variables, ...changes.set, ...handOn(answers, role.assumedRoleArn) } };
  return {
    credentials: role.credentials,
    target,
    assumedRoleArn: role.assumedRoleArn,
    accountId: role.accountId,
    env,
    environment,
    apply: (to: MutableEnv = process.env) => applyChanges(to, env),
  };
}

/** Whether it is the session of a run that is switched off. */
export function isSwitchedOffSession({ env }: Session): boolean {
  return Object.keys(env.set).length === 0;
}

/**
 * The session of a run that is switched off: it changes nothing, and has no credentials. Reading them throws
 * `STS_DISABLED`; the caller's own are never handed out in the role's place.
 */
export function switchedOffSession(): Session {
  return {
    get credentials(): never {
      throw switchedOff('credentials');
    },
    get target(): never {
      throw switchedOff('target');
    },
    get assumedRoleArn(): never {
      throw switchedOff('assumed role');
    },
    get accountId(): never {
      throw switchedOff('account');
    },
    env: { set: {}, remove: [] },
    environment: NO_APP_ENVIRONMENT,
    apply: () => () => undefined,
  };
}

function switchedOff(what: string): StsError {
  return new StsError({
    code: 'STS_DISABLED',
    message: `The ${what} of the session cannot be had: the packages are switched off (enabled: false, or STS_ENABLED=0), so no role was assumed.`,
    hint: 'Take enabled: false or STS_ENABLED=0 away, or do without the session in such a run.',
  });
}
