import { randomBytes, timingSafeEqual } from 'node:crypto';
import net from 'node:net';
import { type ElsewhereAnswer, type ElsewhereQuestion, type EnvChanges, formatError, openForOther } from '@sts/core/runner';
import { readAll } from './read-all.js';

/** Where the workers of a run find the process that can renew. */
export interface Desk {
  port: number;
  token: string;
}

/** What a worker asks for: the role of the run, as it is now; or a session that a test opens beside it. */
export type DeskQuestion = { kind: 'role'; refusalsSince: number } | { kind: 'other'; question: ElsewhereQuestion };

/** The role as changes of an environment, or the refusal as it is to be shown; the other session. */
export type DeskAnswer =
  | { kind: 'role'; changes: EnvChanges }
  | { kind: 'refused'; text: string }
  | { kind: 'other'; answer?: ElsewhereAnswer };

/** Makes this process the role anew, and tells what it changed; throws what `openSession` throws. */
type Renew = (refusalsSince: number) => Promise<EnvChanges>;

/**
 * Answers the workers of a parallel run: they have the role's credentials and nothing to renew them with. It listens on
 * the loopback interface alone and answers only who knows the token, with credentials of roles and never those of who asks. It keeps no process alive.
 */
export async function openDesk(renew: Renew): Promise<Desk & { close: () => void }> {
  const token = randomBytes(32).toString('hex');
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.unref();
    void readAll(socket).then(async (text) => {
      const question = authentic(text, token);
      if (question === undefined) socket.destroy();
      else socket.end(JSON.stringify(await answer(question, renew)));
    });
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as net.AddressInfo).port));
  });
  server.unref();
  return { port, token, close: () => server.close() };
}

function authentic(text: string, right: string): DeskQuestion | undefined {
  try {
    const { token, ...question } = JSON.parse(text) as DeskQuestion & { token: string };
    const [given, expected] = [Buffer.from(token), Buffer.from(right)];
    return given.length === expected.length && timingSafeEqual(given, expected) ? (question as DeskQuestion) : undefined;
  } catch {
    return undefined;
  }
}

async function answer(question: DeskQuestion, renew: Renew): Promise<DeskAnswer> {
  if (question.kind === 'other') {
    const other = await openForOther(question.question, process.env);
    return { kind: 'other', ...(other === undefined ? {} : { answer: other }) };
  }
  try {
    return { kind: 'role', changes: await renew(question.refusalsSince) };
  } catch (error) {
    return { kind: 'refused', text: formatError(error) };
  }
}
