import net from 'node:net';
import type { ElsewhereAnswer, ElsewhereQuestion, EnvChanges } from '@sts/core/runner';
import type { Desk, DeskAnswer, DeskQuestion } from './desk.js';
import { readAll } from './read-all.js';

/**
 * Asks the process that started this worker for the role's credentials as they are now; `undefined` where it does not
 * answer, which leaves those that this process has.
 * @throws an `Error` with the refusal, as it is to be shown
 */
export async function askForRole(desk: Desk, refusalsSince: number): Promise<EnvChanges | undefined> {
  const answer = await ask(desk, { kind: 'role', refusalsSince });
  if (answer?.kind !== 'refused') return answer?.kind === 'role' ? answer.changes : undefined;
  const error = new Error(answer.text);
  error.name = 'StsError';
  error.stack = answer.text;
  throw error;
}

/** Asks it for a session that a test opens beside the role of the run. */
export async function askForOther(desk: Desk, question: ElsewhereQuestion): Promise<ElsewhereAnswer | undefined> {
  const answer = await ask(desk, { kind: 'other', question });
  return answer?.kind === 'other' ? answer.answer : undefined;
}

async function ask({ port, token }: Desk, question: DeskQuestion): Promise<DeskAnswer | undefined> {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const read = readAll(socket);
  socket.end(JSON.stringify({ ...question, token }));
  return parsed(await read);
}

function parsed(text: string): DeskAnswer | undefined {
  try {
    return JSON.parse(text) as DeskAnswer;
  } catch {
    return undefined;
  }
}
