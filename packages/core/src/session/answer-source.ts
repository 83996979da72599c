import type { ChildProcess } from 'node:child_process';
import diagnostics from 'node:diagnostics_channel';
import readline from 'node:readline';
import { isStsError } from '../errors/index.js';
import { endTree, writeWhole } from '../loading/index.js';
import { type SourceAnswer, provideSource, SOURCE_ANSWER_FD, type SourceQuestion } from '../source/process.js';

/** The commands that the SDK starts for us; it keeps them to itself. */
const started = new Set<ChildProcess>();
const ended = new AbortController();

/** The life of the process that asks the SDK's providers for source credentials: one question in, one answer out. */
export function answerSource(): void {
  diagnostics.subscribe('child_process', (message) => started.add((message as { process: ChildProcess }).process));
  // Of two hops, the SDK waits for one at a time; the other may fail before it looks.
  process.on('unhandledRejection', () => undefined);
  const lines = readline.createInterface({ input: process.stdin });
  lines.once('line', (line) => void respond(JSON.parse(line) as SourceQuestion));
  // Whoever asked is gone, or the time is up.
  lines.once('close', () => {
    for (const { pid } of started) endTree(pid);
    ended.abort();
    // Not before a question on the terminal is closed.
    setImmediate(() => process.exit());
  });
}

async function respond(question: SourceQuestion): Promise<void> {
  writeWhole(SOURCE_ANSWER_FD, JSON.stringify(await answer(question)));
  process.exit();
}

async function answer({ plan, region, mfa, endsAt }: SourceQuestion): Promise<SourceAnswer> {
  try {
    const { env } = process;
    const { expiration, ...keys } = await provideSource({ plan, region, env, mfa: { ...mfa, env, endsAt, signal: ended.signal } });
    return { ok: true, credentials: { ...keys, ...(expiration === undefined ? {} : { expiration: expiration.toISOString() }) } };
  } catch (error) {
    if (!isStsError(error)) return { ok: false, code: 'STS_INTERNAL', message: String(error), hint: undefined, cause: undefined };
    const { code, message, hint } = error;
    const cause = error.cause instanceof Error ? { name: error.cause.name, message: error.cause.message } : undefined;
    return { ok: false, code, message, hint, cause };
  }
}
