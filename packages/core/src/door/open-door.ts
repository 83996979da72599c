import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readAll } from './read-all.js';
import { sweepDoors } from './sweep.js';

/** Where a process can be asked by those that it has started, who are told. */
export interface DoorPlace {
  /** Of a socket, or of a named pipe on Windows. */
  address: string;
  /** Who does not know it gets no answer. */
  word: string;
}

/** A door of this process. */
export interface Door {
  place: DoorPlace;
  close(): void;
}

/** The answer to a question, both fit for JSON; what it throws is no answer. */
export type Answer = (question: unknown) => Promise<unknown>;

/** See the room's index. */
export async function openDoor(answer: Answer): Promise<Door | undefined> {
  const word = randomBytes(32).toString('hex');
  const made = makePlace();
  if (made === undefined) return undefined;
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.unref();
    void readAll(socket).then((text) => serve(socket, text, word, answer));
  });
  const close = (): void => {
    process.off('exit', close);
    server.close();
    made.remove();
  };
  const isOpen = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(made.address, () => resolve(true));
  });
  server.unref();
  server.on('error', () => undefined);
  // Before the others: one that ends the process itself (Vitest 3 has such) would leave it there.
  process.prependOnceListener('exit', close);
  if (process.platform !== 'win32') void sweepDoors(tmpdir());
  if (isOpen) return { place: { address: made.address, word }, close };
  close();
  return undefined;
}

async function serve(socket: net.Socket, text: string, word: string, answer: Answer): Promise<void> {
  try {
    const asked = JSON.parse(text) as { word: unknown; question: unknown };
    if (isSame(asked.word, word)) socket.end(JSON.stringify(await answer(asked.question)));
    else socket.destroy();
  } catch {
    socket.destroy();
  }
}

function isSame(given: unknown, word: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return typeof given === 'string' && timingSafeEqual(digest(given), digest(word));
}

function makePlace(): { address: string; remove: () => void } | undefined {
  if (process.platform === 'win32') return { address: `\\\\.\\pipe\\sts-${randomBytes(16).toString('hex')}`, remove: () => undefined };
  try {
    const folder = mkdtempSync(path.join(tmpdir(), 'sts-'));
    return { address: path.join(folder, 'door'), remove: () => rmSync(folder, { recursive: true, force: true }) };
  } catch {
    return undefined;
  }
}
