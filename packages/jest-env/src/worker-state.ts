import { createHash } from 'node:crypto';
import {
  formatError,
  isStsError,
  isUsable,
  openSessionSync,
  removeRefusals,
  type Session,
  type SessionContext,
  shownError,
  type StsOptions,
} from '@sts/core/runner';
import { filesUnchanged, noteFiles, type NotedFile } from './noted-files.js';

/** What a Jest worker knows from one test file to the next. */
interface WorkerState {
  sessions: Map<string, { session: Session; files: NotedFile[] }>;
  /** Undoes what the last test file of this worker was given. */
  undo: (() => void) | undefined;
  /** Failures that were shown whole already. */
  shown: Set<string>;
  /** When a test file last asked, milliseconds since the epoch. */
  lastAsked: number;
  /** Refusals from before this time are not taken over. */
  refusalsSince: number;
}

/** Jest may load this package once for each project. */
const STATE: unique symbol = Symbol.for('@sts/jest-env/worker') as never;

/** In watch mode a pause this long between two test files means that a rerun has begun. */
const PAUSE_MS = 1500;

/** The state of this worker, or of the main process when tests run in band. */
export function workerState(): WorkerState {
  const holder = globalThis as { [STATE]?: WorkerState };
  if (holder[STATE] === undefined) {
    holder[STATE] = { sessions: new Map(), undo: undefined, shown: new Set(), lastAsked: 0, refusalsSince: performance.timeOrigin };
    // Jest ends its workers when all test files are done.
    process.once('exit', removeRefusals);
  }
  return holder[STATE];
}

/** What a test file asks with. */
export interface Question {
  options: StsOptions;
  rootDir: string;
  watch: boolean;
}

/**
 * The session for a test file: remembered for the worker while the configuration, the environment and the credentials
 * last, so that a file costs microseconds.
 * @throws what `openSession` throws
 */
export function sessionFor({ options, rootDir, watch }: Question): Session {
  const state = workerState();
  const now = Date.now();
  if (watch && now - state.lastAsked > PAUSE_MS) {
    state.refusalsSince = now;
    state.shown.clear();
  }
  state.lastAsked = now;
  // A digest: the environment holds secrets, which are not to be kept in one more place.
  const key = createHash('sha256')
    .update(JSON.stringify([options, rootDir, process.env]))
    .digest('hex');
  const known = state.sessions.get(key);
  if (known !== undefined && filesUnchanged(known.files) && isFresh(known.session, now)) return known.session;
  const context: SessionContext = {
    cwd: rootDir,
    env: process.env,
    optionsFrom: 'testEnvironmentOptions.sts',
    refusalsSince: state.refusalsSince,
  };
  const session = openSessionSync(options, context);
  state.lastAsked = Date.now();
  state.sessions.set(key, { session, files: noteFiles(session) });
  return session;
}

function isFresh(session: Session, now: number): boolean {
  if (Object.keys(session.env.set).length === 0) return true;
  return isUsable({ expiration: session.credentials.expiration, madeAt: 0 }, Number.POSITIVE_INFINITY, now);
}

/**
 * A failure as Jest should show it: whole at its first test file, in short at the others. Jest prints message and
 * stack; where in our code it arose tells users nothing, so there is no stack.
 */
export function presentable(error: unknown): unknown {
  if (!isStsError(error)) return error;
  const { shown } = workerState();
  const identity = `${error.code} ${error.message}`;
  const whole = !shown.has(identity) && isFirstWorker();
  shown.add(identity);
  const text = whole
    ? formatError(error)
    : `${error.code}: the role was not assumed, so nothing here ran. Another test file of this run shows why.`;
  return shownError(error, { text, stack: '' });
}

/** The first worker always gets a test file, and in-band runs count as it. */
function isFirstWorker(): boolean {
  return (process.env['JEST_WORKER_ID'] ?? '1') === '1';
}
