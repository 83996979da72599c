import { applyChanges, type EnvChanges, openSessionIn, type Session, shownError } from '@sts/core/runner';
import { askDesk } from './ask-desk.js';
import { runState } from './run-state.js';

/**
 * Makes this process the role, or renews what it has.
 * @param refusalsSince milliseconds since the epoch: a refusal from before is not taken over
 * @throws what `openSession` throws, in the form that Mocha shows
 */
export async function enter(refusalsSince: number): Promise<void> {
  const { desk } = runState();
  try {
    const changes = desk === undefined ? undefined : await askDesk(desk, refusalsSince);
    if (changes === undefined) put((await open(refusalsSince)).env);
    else putForGood(changes);
    runState().dry = false;
  } catch (error) {
    throw shownError(error);
  }
}

/**
 * Opens the session of the run in this process.
 * @throws `StsError`
 */
export function open(refusalsSince: number): Promise<Session> {
  const { cwd, given } = runState();
  return openSessionIn(given.options, { cwd, env: process.env, optionsFrom: given.optionsFrom, refusalsSince });
}

/** Puts what a session changes into the environment of this process, in a layer that can be taken out. */
export function put(changes: EnvChanges): void {
  const state = runState();
  // The new layer first: taking the old one away before would let a test that runs meanwhile see the caller's keys.
  const before = state.undo;
  state.undo = applyChanges(process.env, changes);
  before?.();
  hold(changes);
}

/**
 * The same for a worker, which has been the role from its start: what is under a layer counts as the one who asks, and
 * that is to be a role whose credentials have not ended.
 */
function putForGood(changes: EnvChanges): void {
  for (const name of changes.remove) delete process.env[name];
  Object.assign(process.env, changes.set);
  hold(changes);
}

function hold({ set }: EnvChanges): void {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_CREDENTIAL_EXPIRATION: expiration } = set;
  // A session that is switched off has neither.
  const held = accessKeyId === undefined || expiration === undefined ? undefined : { accessKeyId, expiration: new Date(expiration) };
  runState().held = held && { ...held, since: Date.now() };
}

/** Puts the environment back after the run. */
export function leave(): void {
  const state = runState();
  state.stopTelling?.();
  state.undo?.();
  state.stopTelling = state.undo = undefined;
}
