import { removeRefusals } from '../cache/index.js';
import type { OutputOf } from '../environment/index.js';
import { shownError } from '../errors/index.js';
import { HELPER_VARIABLE, helperMark, isHelper, writeWhole } from '../loading/index.js';
import type { StsOptions } from '../options/index.js';
import { cold, openSessionIn, openSessionSync } from './doors.js';
import { tellLeftOut } from './left-out-notice.js';
import { switchedOffSession } from './make-session.js';
import type { Session, SessionContext } from './types.js';

const STDERR = 2;

/** What a runner knows of a run. */
export interface RoleQuestion {
  /** Typed options, where the runner has a place for them. */
  options?: StsOptions;
  /** Where they stand, for messages. Default: the environment, for runners without such a place. */
  optionsFrom?: string;
  /** Where the search for the configuration starts. Default: the working directory. */
  cwd?: string;
  /**
   * Milliseconds since the epoch: refusals from before are not taken over. Default: the start of the process, and from the
   * second time on this very moment, for that is a rerun.
   */
  refusalsSince?: number;
}

/** The role of this process, for one runner: one, however often the runner loads its package. */
export interface RunnerRole {
  /**
   * Makes `process.env` that of the role. Again in a rerun: credentials that end soon are renewed, and what was there
   * before is put aside only when the new ones are in place, so that nothing sees the caller's keys meanwhile.
   * @throws as the runner is to show it
   */
  enter(question?: RoleQuestion): Promise<Session>;
  /** The same without giving way, for places that cannot wait. */
  enterSync(question?: RoleQuestion): Session;
  /**
   * Asks, so that a refusal comes to light, and leaves `process.env` alone where the processes that are started from here can
   * have the answer from the cache: then they can renew it as well. Else it enters, and they inherit.
   */
  prepareSync(question?: RoleQuestion): void;
  /** Puts `process.env` back; what others have changed since stays. */
  leave(): void;
}

interface State {
  undo: (() => void) | undefined;
  hasAsked: boolean;
}

/**
 * For modules that a process loads before its own code: shows why there is no role and ends the process, so that nothing of
 * it runs as the caller. Other errors are thrown on.
 */
export function endWith(error: unknown): never {
  if (!(error instanceof Error && error.name === 'StsError')) throw error;
  writeWhole(STDERR, `${error.message}\n`);
  process.exit(1);
}

/** Of a process that was started on the way to the role: it is who asks. */
const NO_ROLE: RunnerRole = {
  enter: async () => switchedOffSession(),
  enterSync: () => switchedOffSession(),
  prepareSync: () => undefined,
  leave: () => undefined,
};

/**
 * The role of this process, for a runner; of a helper, none.
 * @param runner its package's name
 * @param refusalsStay leaves the record of a refusal to the processes that come after this one, for a runner that never
 * tells when a run is over; else it goes at the end of the process
 * @param output what the runner is known to do with what this process prints
 */
export function runnerRole(
  runner: string,
  { refusalsStay = false, output }: { refusalsStay?: boolean; output?: OutputOf } = {},
): RunnerRole {
  if (isHelper(process.env)) return NO_ROLE;
  const state = stateOf(runner, refusalsStay);
  const contextOf = (question: RoleQuestion): SessionContext => {
    const refusalsSince = question.refusalsSince ?? (state.hasAsked ? Date.now() : performance.timeOrigin);
    state.hasAsked = true;
    const { cwd = process.cwd(), optionsFrom = 'the environment' } = question;
    return { cwd, env: process.env, optionsFrom, refusalsSince, output };
  };
  const tell = (session: Session): void => {
    // Not by those that another process started as the role, nor by those that it started beside others.
    if (!refusalsStay && process.env['STS_ASSUMED_ROLE_ARN'] === undefined) tellLeftOut(session);
  };
  const put = (session: Session): Session => {
    tell(session);
    const before = state.undo;
    state.undo = session.apply(process.env);
    before?.();
    return session;
  };
  return {
    enter: async (question = {}) => {
      const context = contextOf(question);
      const unmark = mark();
      try {
        return put(await openSessionIn(question.options ?? {}, context));
      } catch (error) {
        throw shownError(error);
      } finally {
        unmark();
      }
    },
    enterSync: (question = {}) => shown(() => put(marked(() => openSessionSync(question.options ?? {}, contextOf(question))))),
    prepareSync: (question = {}) => {
      const options = question.options ?? {};
      const context = contextOf(question);
      shown(() => {
        const session = marked(() => openSessionSync(options, context));
        tell(session);
        if (marked(() => cold().peekSessionIn(options, context)).session === undefined) put(session);
      });
    },
    leave: () => {
      state.undo?.();
      state.undo = undefined;
    },
  };
}

function stateOf(runner: string, refusalsStay: boolean): State {
  const key: unique symbol = Symbol.for(`${runner}/role`) as never;
  const holder = globalThis as { [key]?: State };
  if (holder[key] === undefined) {
    holder[key] = { undo: undefined, hasAsked: false };
    if (!refusalsStay) process.once('exit', removeRefusals);
  }
  return holder[key];
}

/** Until it is undone, what this process starts is who asks: programs of the configuration start others, and runners wait. */
function mark(): () => void {
  process.env[HELPER_VARIABLE] = helperMark();
  return () => void delete process.env[HELPER_VARIABLE];
}

function marked<T>(work: () => T): T {
  const unmark = mark();
  try {
    return work();
  } finally {
    unmark();
  }
}

function shown<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw shownError(error);
  }
}
