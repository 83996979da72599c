import {
  type EnvChanges,
  noteFiles,
  openSessionIn,
  removeReturned,
  type Session,
  type SessionContext,
  shownError,
  type StsOptions,
  tellLeftOut,
  type Unwanted,
  unwantedOf,
} from '@sts/core/runner';
import { askForRole, type RoleAnswer } from './ask-main.js';
import { isWorker } from './mocha-options.js';
import { runState } from './run-state.js';

/**
 * Makes this process the role, or renews what it has.
 * @param refusalsSince milliseconds since the epoch: a refusal from before is not taken over
 * @throws what `openSession` throws, in the form that Mocha shows
 */
export async function enter(refusalsSince: number): Promise<void> {
  const { door } = runState();
  try {
    const answer = door === undefined ? undefined : await askForRole(door, refusalsSince);
    if (answer === undefined) await enterHere(refusalsSince);
    else putForGood(answer);
  } catch (error) {
    throw shownError(error);
  }
}

/**
 * The same by this process itself, whose environment knows who asks.
 * @throws what `openSession` throws
 */
export async function enterHere(refusalsSince: number): Promise<Session> {
  const { options, context } = question(refusalsSince);
  const session = await openSessionIn(options, context);
  put(session);
  if (!isWorker()) tellLeftOut(session);
  return session;
}

/** What the session of the run is opened with. */
export function question(refusalsSince: number): { options: StsOptions; context: SessionContext } {
  const { cwd, given } = runState();
  return { options: given.options, context: { cwd, env: process.env, optionsFrom: given.optionsFrom, refusalsSince } };
}

/** Puts a session into the environment of this process, in a layer that can be taken out. */
export function put(session: Session): void {
  const state = runState();
  // The new layer first: taking the old one away before would let a test that runs meanwhile see the caller's keys.
  const before = state.undo;
  state.undo = session.apply(process.env);
  before?.();
  state.files = noteFiles(session);
  hold(session.env, unwantedOf(session, state.cwd));
}

/**
 * Puts what was asked for into the environment of a worker. There is no layer for it: what lies under one counts as the
 * one who asks, and that is to be the role with credentials that have not ended.
 */
function putForGood({ changes, unwanted }: RoleAnswer): void {
  for (const name of changes.remove) delete process.env[name];
  Object.assign(process.env, changes.set);
  hold(changes, unwanted);
}

function hold({ set }: EnvChanges, unwanted: Unwanted): void {
  const state = runState();
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_CREDENTIAL_EXPIRATION: end } = set;
  // A session that is switched off has neither.
  state.held = accessKeyId === undefined || end === undefined ? undefined : { accessKeyId, expiration: new Date(end), since: Date.now() };
  state.unwanted = unwanted;
  state.dry = false;
}

/** Takes out again what a `.env` file that was loaded meanwhile has brought back: the AWS SDK prefers `AWS_PROFILE` to keys. */
export function keepRole(): void {
  const { unwanted } = runState();
  if (unwanted !== undefined) removeReturned(process.env, unwanted);
}

/** Puts the environment back after the run. */
export function leave(): void {
  const state = runState();
  state.stopTelling?.();
  state.undo?.();
  state.stopTelling = state.undo = state.unwanted = undefined;
}
