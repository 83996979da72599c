import { createHash } from 'node:crypto';
import {
  filesUnchanged,
  type HostedSandbox,
  isSwitchedOffSession,
  isUsable,
  noteFiles,
  type NotedFile,
  openSessionSync,
  type OptionsFrom,
  removeRefusals,
  type Session,
  type SessionContext,
  type StsOptions,
  type Unwanted,
} from '@sts/core/runner';

/** What a Jest worker knows from one test file to the next. */
interface WorkerState {
  sessions: Map<string, { session: Session; files: NotedFile[] }>;
  /** Undoes what the last test file of this worker was given. */
  undo: (() => void) | undefined;
  /** What answers for the sandbox of the last test file. */
  hosted: HostedSandbox | undefined;
  /** What the last test file must not have in its environment. */
  unwanted: Unwanted | undefined;
  /** `testEnvironmentOptions.sts` of projects, by Jest's id of them. */
  blocks: Map<string, unknown>;
  /** Failures that were shown whole already. */
  shown: Set<string>;
  /** Test files that have run since the (re)run began, each of which runs once. */
  ran: Set<string>;
  /** When a test file last asked, milliseconds since the epoch. */
  lastAsked: number;
  /** Refusals from before this time are not taken over. */
  refusalsSince: number;
}

/** Jest may load this package once for each project. */
const STATE: unique symbol = Symbol.for('@sts/jest-env/worker') as never;

/** On a busy machine one worker may have met a refusal before another has started; workers remove theirs when they end. */
const WORKERS_START_WITHIN_MS = 3000;

/** In watch mode a pause this long between two test files means that a rerun has begun, also if it is of other files. */
const PAUSE_MS = 1500;

/** The state of this worker, or of the main process when tests run in band. */
export function workerState(): WorkerState {
  const holder = globalThis as { [STATE]?: WorkerState };
  if (holder[STATE] === undefined) {
    holder[STATE] = {
      sessions: new Map(),
      undo: undefined,
      hosted: undefined,
      unwanted: undefined,
      blocks: new Map(),
      shown: new Set(),
      ran: new Set(),
      lastAsked: 0,
      refusalsSince: performance.timeOrigin - WORKERS_START_WITHIN_MS,
    };
    // Jest ends its workers when all test files are done.
    process.once('exit', removeRefusals);
  }
  return holder[STATE];
}

/** What a test file asks with. */
export interface Question {
  options: StsOptions;
  optionsFrom: OptionsFrom;
  rootDir: string;
  watch: boolean;
  /** The project and the test file. */
  file: string;
}

/**
 * The session for a test file: remembered for the worker while the configuration, the environment and the credentials
 * last, so that a file costs microseconds.
 * @throws what `openSession` throws
 */
export function sessionFor(question: Question): Session {
  const state = workerState();
  const now = Date.now();
  // A rerun, or the next run that a program starts in this process: a refusal may have been mended since.
  if (state.ran.has(question.file) || (question.watch && now - state.lastAsked > PAUSE_MS)) {
    state.refusalsSince = now;
    state.shown.clear();
    state.ran.clear();
  }
  state.ran.add(question.file);
  state.lastAsked = now;
  const key = keyOf(question);
  const known = key === undefined ? undefined : state.sessions.get(key);
  if (known !== undefined && filesUnchanged(known.files) && isFresh(known.session, now)) return known.session;
  const session = openSessionSync(question.options, contextOf(question));
  state.lastAsked = Date.now();
  if (key !== undefined) state.sessions.set(key, { session, files: noteFiles(session) });
  return session;
}

/** Where and for whom a test file asks. */
export function contextOf({ optionsFrom, rootDir }: Question): SessionContext {
  // Jest prints what its workers print as it is.
  return { cwd: rootDir, env: process.env, optionsFrom, refusalsSince: workerState().refusalsSince, output: 'forwarded' };
}

/** A digest: the environment holds secrets, which are not to be kept in one more place. */
function keyOf({ options, rootDir }: Question): string | undefined {
  try {
    return createHash('sha256')
      .update(JSON.stringify([options, rootDir, process.env]))
      .digest('hex');
  } catch {
    // Options that are no options, which the check of them tells.
    return undefined;
  }
}

function isFresh(session: Session, now: number): boolean {
  if (isSwitchedOffSession(session)) return true;
  return isUsable({ expiration: session.credentials.expiration, madeAt: 0 }, Number.POSITIVE_INFINITY, now);
}
