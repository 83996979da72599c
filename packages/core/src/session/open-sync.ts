import path from 'node:path';
import { timeIsUp } from '../assume/index.js';
import { withoutLayers } from '../environment/index.js';
import { StsError } from '../errors/index.js';
import { childEnv, childProcess, endMarked, HELPER_VARIABLE } from '../loading/index.js';
import type { StsOptions } from '../options/index.js';
import { type CarriedSession, unpacked } from './carried.js';
import { ANSWER_FD, type HelperQuestion } from './helper-protocol.js';
import { isSwitchedOffSession } from './make-session.js';
import { peekSessionIn } from './open.js';
import { rememberedSession, rememberSession } from './remembered.js';
import type { Session, SessionContext } from './types.js';

/** Node's start and the loading of the SDK, on top of the time for the whole. */
const START_MS = 10_000;

/**
 * Opens a session without giving way: for places that cannot wait, such as the constructor of a Jest environment. From
 * the cache it takes milliseconds; else a helper process asks, once for all who wait.
 * @throws as `openSession`
 */
export function openColdSync(options: StsOptions, context: SessionContext): Session {
  const peek = peekSessionIn(options, context);
  if (peek.session !== undefined) return peek.session;
  // What took a lookup is asked anew for every start, but not for every test file of a process.
  const known = peek.because === 'lookup' ? rememberedSession(options, context) : undefined;
  if (known !== undefined) return known;
  const session = sessionByHelper(options, context, peek.timeoutMs);
  if (peek.because === 'lookup' && !isSwitchedOffSession(session)) rememberSession(options, context, session);
  return session;
}

function sessionByHelper(options: StsOptions, context: SessionContext, timeoutMs: number): Session {
  const answer = askHelper(
    { options, cwd: context.cwd, optionsFrom: context.optionsFrom, refusalsSince: context.refusalsSince },
    context,
    timeoutMs,
  );
  // It made the record of its refusal; this process has to know of it to remove it at its end.
  if (answer.ok === false) meetRefusal(options, context);
  return unpacked(answer);
}

function meetRefusal(options: StsOptions, context: SessionContext): void {
  try {
    peekSessionIn(options, context);
  } catch {
    // The refusal itself.
  }
}

function askHelper(question: HelperQuestion, context: SessionContext, timeoutMs: number): CarriedSession {
  const env = childEnv(withoutLayers(context.env));
  const result = childProcess().spawnSync(process.execPath, [path.join(__dirname, 'helper.js')], {
    input: JSON.stringify(question),
    env,
    // Nothing of it belongs into the output of the tests, except what Node itself has to say.
    stdio: ['pipe', 'ignore', 'inherit', 'pipe'],
    timeout: timeoutMs + START_MS,
    killSignal: 'SIGKILL',
    windowsHide: true,
    maxBuffer: 1024 * 1024,
  });
  const isLate = (result.error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT';
  // It was ended, and nothing of what it has started.
  if (isLate) endMarked(env[HELPER_VARIABLE] ?? '');
  const text = result.output?.[ANSWER_FD];
  try {
    return JSON.parse(String(text)) as CarriedSession;
  } catch {
    if (isLate) {
      throw new StsError(timeIsUp({ timeoutMs, region: 'unknown', endpoint: undefined }, 'The helper process did not finish in time'));
    }
    throw new StsError({
      code: 'STS_INTERNAL',
      message: `The helper process that assumes the role ended without an answer (${result.signal ?? `exit ${result.status ?? 'unknown'}`}).`,
      hint: 'See what it wrote above.',
    });
  }
}
