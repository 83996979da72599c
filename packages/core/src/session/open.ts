import type { AssumedRole } from '../assume/index.js';
import { helperAnswer, keepForHelper, known } from '../cache/index.js';
import { StsError } from '../errors/index.js';
import { Looks, witnessed } from '../loading/index.js';
import { Lookups, Pending } from '../lookups/index.js';
import type { StsOptions } from '../options/index.js';
import { checkAccount, checkStage, type Explanation, parseRoleArn, type Target } from '../target/index.js';
import { beforeEnd, startDeadline } from './deadline.js';
import { AnotherRequest, digestOf, roleFromElsewhere } from './elsewhere.js';
import { noteStart } from './known-start.js';
import { type Brought, makeSession, switchedOffSession } from './make-session.js';
import { oncePerProcess } from './memory.js';
import { inheritedRole } from './nested.js';
import { isSwitchedOff, type Prepared, prepare } from './prepare.js';
import { Reading } from './reading.js';
import { rememberedSession, rememberSession } from './remembered.js';
import type { Session, SessionContext } from './types.js';

/**
 * Opens a session: one AssumeRole for any number of processes that ask the same, none when a valid answer is cached.
 * Changes no environment.
 * @param digest of the only request that may be made
 * @throws every code but those of other packages: see `docs/errors.md`; `AnotherRequest`
 */
export async function openCold(options: StsOptions, context: SessionContext, digest?: string): Promise<Session> {
  if (isSwitchedOff(options, context)) return switchedOffSession();
  const lookups = new Lookups();
  const reading = new Reading(options, context, lookups);
  const began = Date.now();
  const looks = new Looks();
  const first = witnessed(looks, () => attempt(reading, () => begin(reading)));
  const remembered = first === undefined ? rememberedSession(options, context) : undefined;
  if (remembered !== undefined) return remembered;
  const start = first ?? (await settled(reading, lookups, () => begin(reading)));
  if ('session' in start) return start.session;
  const { prepared } = start;
  if (digest !== undefined && digestOf(prepared) !== digest) throw new AnotherRequest();
  const found = knownRole(prepared, context);
  // Who has asked has waited enough: the next start notes what it finds.
  if (first !== undefined && found !== undefined && prepared.helperFile === undefined)
    noteStart(options, context, looks, startOf(prepared, reading));
  const role =
    found ??
    (await oncePerProcess(prepared.key, context.refusalsSince, async () => {
      const elsewhere = await roleFromElsewhere(prepared, options, context);
      if (elsewhere !== undefined) return elsewhere;
      const { assume } = await import('./assume-role.js');
      return assume(prepared, context.refusalsSince, Date.now() - began);
    }));
  keepInHelperFile(prepared, role);
  const session = makeSession(prepared.target, role, broughtBy(reading, prepared.target));
  if (first === undefined) rememberSession(options, context, session);
  return session;
}

/** The session as far as it can be had without waiting, or why there is none yet. */
export type Peek =
  | { session: Session }
  /** STS has to be asked, or an answer on the way to the role has to be waited for. */
  | { session: undefined; because: 'not-assumed' | 'lookup'; timeoutMs: number };

/** The session from the cache, inherited, or switched off. */
export function peekSessionIn(options: StsOptions, context: SessionContext): Peek {
  if (isSwitchedOff(options, context)) return { session: switchedOffSession() };
  const reading = new Reading(options, context, new Lookups());
  const looks = new Looks();
  const start = witnessed(looks, () => attempt(reading, () => begin(reading)));
  if (start === undefined) return { session: undefined, because: 'lookup', timeoutMs: reading.timeoutMs() };
  if ('session' in start) return { session: start.session };
  const { prepared } = start;
  const { timeoutMs } = prepared.options.values;
  const role = knownRole(prepared, context);
  if (role !== undefined) {
    if (prepared.helperFile === undefined) noteStart(options, context, looks, startOf(prepared, reading));
    keepInHelperFile(prepared, role);
    return { session: makeSession(prepared.target, role, broughtBy(reading, prepared.target)) };
  }
  return { session: undefined, because: 'not-assumed', timeoutMs };
}

/** How the target comes about. */
export function explainIn(options: StsOptions, context: SessionContext): Explanation {
  return new Reading(options, context, new Lookups()).target().explanation;
}

/** Finds the target; assumes nothing. */
export async function resolveTargetIn(options: StsOptions, context: SessionContext): Promise<Target> {
  const lookups = new Lookups();
  const reading = new Reading(options, context, lookups);
  const read = (): Target => {
    const merged = reading.options();
    checkStage(reading.stage(), merged);
    return reading.target();
  };
  return answerOf(reading, lookups, read);
}

/** What a reading comes to, waited for where that is needed. */
export async function answerOf<T extends object>(reading: Reading, lookups: Lookups, read: () => T): Promise<T> {
  return attempt(reading, read) ?? settled(reading, lookups, read);
}

/** Throws the refusal that counts. */
function knownRole(prepared: Prepared, { refusalsSince }: SessionContext): AssumedRole | undefined {
  const { vault, key, helperFile } = prepared;
  const inFile = helperFile && helperAnswer(helperFile, helperQuestion(prepared));
  return inFile ?? known({ vault: vault(), key, refusalsSince }, Date.now());
}

function keepInHelperFile(prepared: Prepared, role: AssumedRole): void {
  if (prepared.helperFile !== undefined) keepForHelper(prepared.helperFile, role, helperQuestion(prepared));
}

function helperQuestion({ requests, target, key }: Prepared): Parameters<typeof helperAnswer>[1] {
  const request = requests.at(-1);
  if (request === undefined) throw new StsError({ code: 'STS_INTERNAL', message: 'There is no role to assume.' });
  return { request, role: parseRoleArn(target.roleArn, 'the target'), key, now: Date.now() };
}

function startOf({ key, target, folder }: Prepared, reading: Reading): Parameters<typeof noteStart>[3] {
  return { ...broughtBy(reading, target), key, target, folder };
}

function broughtBy(reading: Reading, target: Target): Brought {
  return { answers: reading.answers, environment: reading.appEnvironment(target) };
}

function begin(reading: Reading): { session: Session } | { prepared: Prepared } {
  const options = reading.options();
  if (!options.values.enabled) return { session: switchedOffSession() };
  // Before the target is read, which may ask AWS.
  checkStage(reading.stage(), options);
  const target = reading.target();
  // Also for a role that the process has already: the limits say where tests may run.
  checkAccount(target, options);
  // What is wrong with it is told before the role is assumed.
  reading.appEnvironment(target);
  const inherited = inheritedRole(target, options.values.profile !== undefined, reading.processEnv);
  if (inherited !== undefined) return { session: makeSession(target, inherited, broughtBy(reading, target)) };
  return { prepared: prepare(reading, target) };
}

/** What can be read without waiting; `undefined` where an answer has to be waited for. */
function attempt<T>(reading: Reading, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Pending) return undefined;
    throw reading.shown(error);
  }
}

/** Reads until no answer is pending any more. The time is bounded before all options are known. */
export async function settled<T>(reading: Reading, lookups: Lookups, read: () => T): Promise<T> {
  const timeoutMs = reading.timeoutMs();
  const deadline = startDeadline(timeoutMs);
  try {
    return await beforeEnd(lookups.settle(read, deadline), deadline, () => {
      const waitedFor = lookups.pending().join(', ') || 'an answer';
      return new StsError({
        code: 'STS_TIMEOUT',
        message: `${waitedFor} did not come in time: ${timeoutMs} ms for the whole are over.`,
        hint: 'Look whether it can be reached from here; for a slow one, raise timeoutMs (STS_TIMEOUT_MS).',
      });
    });
  } catch (error) {
    throw reading.shown(error);
  } finally {
    deadline.stop();
  }
}
