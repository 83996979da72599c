import { elapsedMs } from '../loading/index.js';
import { StsError } from '../errors/index.js';
import type { StsOptions } from '../options/index.js';
import type { Target } from '../target/index.js';
import { cold, openSessionIn } from './doors.js';
import { openByHost, resolveByHost, sandboxHost } from './sandbox.js';
import type { Session, SessionContext } from './types.js';

/** A refusal counts this long for calls from code; runners say for themselves. */
const REFUSAL_LASTS_MS = 10_000;

/**
 * Finds which role is meant, and where, from the Serverless configuration and the options; assumes nothing. AWS is asked
 * only for what the configuration leaves to it: see `docs/configuration.md`.
 * @throws `StsError` with the codes of options, configuration, variables and target
 */
export async function resolveTarget(options: StsOptions = {}): Promise<Target> {
  const given = checked(options);
  const host = sandboxHost(given);
  return host === undefined ? cold().resolveTargetIn(given, hereAndNow()) : resolveByHost(host, given);
}

/**
 * Assumes the role and returns the session; touches no environment. One AssumeRole for any number of processes that ask
 * the same, none when a valid answer is cached.
 * @throws `StsError`: see `docs/errors.md`
 */
export async function openSession(options: StsOptions = {}): Promise<Session> {
  const given = checked(options);
  const host = sandboxHost(given);
  return host === undefined ? openSessionIn(given, hereAndNow()) : openByHost(host, given);
}

/**
 * Assumes the role, once per process and inputs, and puts its credentials into `process.env`; `session.apply` is not
 * needed then. To undo it, use `openSession` and the function that its `apply` returns.
 * @throws `StsError`: see `docs/errors.md`
 */
export async function assumeRole(options: StsOptions = {}): Promise<Session> {
  const session = await openSession(options);
  session.apply();
  return session;
}

function hereAndNow(): SessionContext {
  return {
    cwd: process.cwd(),
    env: process.env,
    optionsFrom: 'the options given',
    refusalsSince: Date.now() - Math.min(elapsedMs(), REFUSAL_LASTS_MS),
  };
}

function checked(options: unknown): StsOptions {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return options;
  throw new StsError({
    code: 'STS_OPTIONS_INVALID',
    message: `The options are ${options === null ? 'null' : `a ${typeof options}`}, and should be an object.`,
    hint: "For example: assumeRole({ stage: 'dev' })",
  });
}
