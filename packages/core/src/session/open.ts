import { type AssumedRole, callAssumeRole, timeIsUp } from '../assume/index.js';
import { known, once, openFolder } from '../cache/index.js';
import { StsError } from '../errors/index.js';
import type { StsOptions } from '../options/index.js';
import { loadSource } from '../source/index.js';
import { checkAllowed, type Target } from '../target/index.js';
import { makeSession, switchedOffSession } from './make-session.js';
import { oncePerProcess } from './memory.js';
import { inheritedRole } from './nested.js';
import { isSwitchedOff, type Prepared, prepare, readEverything } from './prepare.js';
import type { Session, SessionContext } from './types.js';

/**
 * Opens a session: one AssumeRole for any number of processes that ask the same, none when a valid answer is cached.
 * Changes no environment.
 * @throws every code but those of other packages: see `docs/errors.md`
 */
export async function openSessionIn(options: StsOptions, context: SessionContext): Promise<Session> {
  const start = begin(options, context);
  if ('session' in start) return start.session;
  const { prepared } = start;
  const role = await oncePerProcess(prepared.key, context.refusalsSince, () => assume(prepared, context.refusalsSince));
  return makeSession(prepared.target, role);
}

/**
 * The session as far as it can be had without waiting: from the cache, inherited, or switched off; `undefined` when
 * STS has to be asked.
 */
export function peekSessionIn(options: StsOptions, context: SessionContext): { session: Session | undefined; timeoutMs: number } {
  const start = begin(options, context);
  if ('session' in start) return { session: start.session, timeoutMs: 0 };
  const { prepared } = start;
  const { timeoutMs } = prepared.options.values;
  const role = known({ folder: openFolder(prepared.folder), key: prepared.key, refusalsSince: context.refusalsSince }, Date.now());
  return { session: role === undefined ? undefined : makeSession(prepared.target, role), timeoutMs };
}

/** Finds the target; assumes nothing. */
export function resolveTargetIn(options: StsOptions, context: SessionContext): Target {
  return readEverything(options, context).target();
}

function begin(options: StsOptions, context: SessionContext): { session: Session } | { prepared: Prepared } {
  if (isSwitchedOff(options, context)) return { session: switchedOffSession() };
  const readings = readEverything(options, context);
  if (!readings.options.values.enabled) return { session: switchedOffSession() };
  const target = readings.target();
  // Also for a role that the process has already: the limits say where tests may run.
  checkAllowed(target, readings.options);
  const inherited = inheritedRole(target, readings.options.values.profile !== undefined, readings.env);
  if (inherited !== undefined) return { session: makeSession(target, inherited) };
  return { prepared: prepare(readings, target) };
}

async function assume(prepared: Prepared, refusalsSince: number): Promise<AssumedRole> {
  const { timeoutMs } = prepared.options.values;
  const { region } = prepared.target;
  const { endpoint } = prepared;
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), timeoutMs);
  const tooLong = (what: string): StsError => new StsError(timeIsUp({ timeoutMs, region, endpoint }, what));
  try {
    return await once({
      folder: openFolder(prepared.folder),
      key: prepared.key,
      refusalsSince,
      signal: deadline.signal,
      waitedTooLong: () => tooLong('Another process was asked to assume the role and did not finish in time'),
      call: async () => {
        const waiting = loadSource(prepared.source, region);
        const source = await beforeEnd(waiting, deadline.signal, () => tooLong('The source credentials did not come in time'));
        return callAssumeRole({
          request: prepared.request,
          source,
          sourceFrom: prepared.source.from,
          region,
          endpoint,
          timeoutMs,
          signal: deadline.signal,
        });
      },
    });
  } finally {
    clearTimeout(timer);
  }
}

async function beforeEnd<T>(work: Promise<T>, signal: AbortSignal, error: () => Error): Promise<T> {
  const { promise, reject } = withRejection<T>();
  const onAbort = (): void => reject(error());
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** `Promise.withResolvers` came with Node 22. */
function withRejection<T>(): { promise: Promise<T>; reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((_resolve, fail) => {
    reject = fail;
  });
  return { promise, reject };
}
