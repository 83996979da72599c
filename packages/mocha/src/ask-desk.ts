import net from 'node:net';
import type { EnvChanges } from '@sts/core/runner';
import type { Desk, DeskAnswer, DeskQuestion } from './desk.js';
import { readAll } from './read-all.js';

/**
 * Asks the process that started this worker for the role's credentials as they are now; `undefined` where it does not
 * answer, which leaves those that this process has.
 * @throws an `Error` with the refusal, as it is to be shown
 */
export async function askDesk({ port, token }: Desk, refusalsSince: number): Promise<EnvChanges | undefined> {
  const question: DeskQuestion = { token, refusalsSince };
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const read = readAll(socket);
  socket.end(JSON.stringify(question));
  const answer = parsed(await read);
  if (answer === undefined || answer.ok) return answer?.changes;
  const error = new Error(answer.text);
  error.name = 'StsError';
  error.stack = answer.text;
  throw error;
}

function parsed(text: string): DeskAnswer | undefined {
  try {
    return JSON.parse(text) as DeskAnswer;
  } catch {
    return undefined;
  }
}
