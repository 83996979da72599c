import { filesUnchanged, openSessionSync } from '@sts/core/runner';
import { isDueAtBoundary } from './due.js';
import { keepRole, put, question } from './role.js';
import { runState } from './run-state.js';

/** What asking before the files came to, for the hook that is called after them. */
let outcome: { error: unknown } | undefined;
let isSameTurn = false;

/**
 * For a rerun in watch mode, before Mocha loads the files: asks anew where the configuration was changed or the credentials
 * end soon, so that the files' top level sees what the tests will see. It cannot wait, and a refusal cannot be shown yet.
 */
export function beforeFiles(): void {
  // Mocha registers the hooks twice for a run.
  if (isSameTurn) return;
  isSameTurn = true;
  setImmediate(() => (isSameTurn = false));
  outcome = undefined;
  // Of the run before.
  keepRole();
  if (!isDueAtBoundary() && filesUnchanged(runState().files)) return;
  outcome = { error: undefined };
  try {
    const { options, context } = question(Date.now());
    put(openSessionSync(options, context));
  } catch (error) {
    outcome.error = error;
  }
}

/** Whether it was asked before the files, for this run; throws the refusal if it was refused. */
export function wasAskedBeforeFiles(): boolean {
  const last = outcome;
  outcome = undefined;
  if (last?.error !== undefined) throw last.error;
  return last !== undefined;
}
