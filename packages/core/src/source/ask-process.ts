import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { StsError } from '../errors/index.js';
import { childEnv, childProcess } from '../loading/index.js';
import type { SourceNeeds } from './needs.js';
import { SOURCE_ANSWER_FD, type SourceAnswer, type SourceQuestion } from './process-protocol.js';
import { sharedFilePaths } from './profiles.js';
import { quietInput } from './quiet-input.js';
import type { Env, ProvidedPlan, SourceCredentials } from './types.js';

/**
 * Gets source credentials by a process of its own.
 * @throws what `provideSource` throws, and `STS_TIMEOUT`
 */
export async function askProcess(plan: ProvidedPlan, { region, endpoint, mfa }: SourceNeeds): Promise<SourceCredentials> {
  const { code, serial, command, env, endsAt, signal } = mfa;
  const question = { plan, region, mfa: { code, serial, command }, endsAt };
  // A profile may want something typed: a code of ours, or what its own command asks for.
  const undo = plan.kind === 'profile' ? quietInput() : (): void => undefined;
  const answer = await ask(question, environment(env, endpoint), signal).finally(undo);
  if (answer.ok) {
    const { expiration, ...keys } = answer.credentials;
    return { ...keys, ...(expiration === undefined ? {} : { expiration: new Date(expiration) }) };
  }
  const { code: failure, message, hint, cause } = answer;
  throw new StsError({
    code: failure,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(cause === undefined ? {} : { cause: Object.assign(new Error(cause.message), { name: cause.name }) }),
  });
}

/** Paths are whole: not every part of the SDK knows `~/`. */
function environment(env: Env, endpoint: string | undefined): NodeJS.ProcessEnv {
  const { config, credentials } = sharedFilePaths(env);
  const files = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials };
  return { ...childEnv(env), ...files, ...(endpoint === undefined ? {} : { AWS_ENDPOINT_URL_STS: endpoint }) };
}

function ask(question: SourceQuestion, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<SourceAnswer> {
  return new Promise((resolve, reject) => {
    const child = childProcess().spawn(process.execPath, [path.join(__dirname, 'source-process.js')], {
      env,
      // Nothing of it belongs into the output of the tests. It reaches the terminal by itself when it has to ask.
      stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
      windowsHide: true,
    });
    let text = '';
    const end = (finish: () => void): void => {
      signal.removeEventListener('abort', giveUp);
      finish();
    };
    const giveUp = (): void => end(() => reject(letGo(child)));
    (child.stdio[SOURCE_ANSWER_FD] as Readable).setEncoding('utf8').on('data', (part: string) => (text += part));
    child.once('error', (error) => end(() => reject(noAnswer(error.message))));
    child.once('close', (status, by) => end(() => answerOf(text, by ?? `exit ${status ?? 'unknown'}`, resolve, reject)));
    // It may be gone before it has read the question.
    child.stdin?.on('error', () => undefined).write(`${JSON.stringify(question)}\n`);
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
}

/** The end of its standard input tells it that nobody waits any more; nobody waits for its end either. */
function letGo(child: ChildProcess): StsError {
  for (const stream of [child.stdin, child.stdio[SOURCE_ANSWER_FD]]) (stream as Readable | null)?.destroy();
  child.unref();
  return new StsError({ code: 'STS_TIMEOUT', message: 'The source credentials did not come in time.' });
}

function answerOf(text: string, how: string, resolve: (answer: SourceAnswer) => void, reject: (error: Error) => void): void {
  try {
    resolve(JSON.parse(text) as SourceAnswer);
  } catch {
    reject(noAnswer(how));
  }
}

function noAnswer(how: string): StsError {
  return new StsError({
    code: 'STS_INTERNAL',
    message: `The process that gets the source credentials ended without an answer (${how}).`,
    hint: 'Try again; please report it if it goes on.',
  });
}
