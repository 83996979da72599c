import { randomBytes, timingSafeEqual } from 'node:crypto';
import net from 'node:net';
import { type EnvChanges, formatError } from '@sts/core/runner';
import { readAll } from './read-all.js';

/** Where the workers of a run find the process that can renew. */
export interface Desk {
  port: number;
  token: string;
}

/** What a worker asks with. */
export interface DeskQuestion {
  token: string;
  /** Milliseconds since the epoch: refusals from before do not count for it. */
  refusalsSince: number;
}

/** The role's credentials, as changes of an environment; or why there are none, as it is to be shown. */
export type DeskAnswer = { ok: true; changes: EnvChanges } | { ok: false; text: string };

/** Renews, and answers what there is then; throws what `openSession` throws. */
type Renew = (refusalsSince: number) => Promise<EnvChanges>;

/**
 * Answers the workers of a parallel run: they have the role's credentials and nothing to renew them with. It listens on
 * the loopback interface alone, gives only what the workers have in their environment anyway, and only to who knows the
 * token. It keeps no process alive.
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

function authentic(text: string, token: string): DeskQuestion | undefined {
  try {
    const question = JSON.parse(text) as DeskQuestion;
    const [given, right] = [Buffer.from(question.token), Buffer.from(token)];
    return given.length === right.length && timingSafeEqual(given, right) ? question : undefined;
  } catch {
    return undefined;
  }
}

async function answer({ refusalsSince }: DeskQuestion, renew: Renew): Promise<DeskAnswer> {
  try {
    return { ok: true, changes: await renew(refusalsSince) };
  } catch (error) {
    return { ok: false, text: formatError(error) };
  }
}
