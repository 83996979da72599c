import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Answer, Handover } from './handover.js';
import { mainState } from './state.js';

/** Where the workers of a project can ask the main process. */
export interface Door {
  forWorkers: NonNullable<Handover['door']>;
  close(): void;
}

/**
 * Opens a door for the workers: a socket in a folder that only this user may enter, or a named pipe on Windows. It keeps
 * no process alive. `undefined` where there can be none; then nothing is renewed during a run.
 */
export async function openDoor(answer: () => Promise<Answer>): Promise<Door | undefined> {
  const name = randomBytes(16).toString('hex');
  const place = makePlace(name);
  if (place === undefined) return undefined;
  const server = net.createServer({ allowHalfOpen: true }, (socket) => void serve(socket, name, answer));
  const close = (): void => {
    mainState().open.delete(close);
    server.close();
    place.remove();
  };
  const isOpen = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(place.address, () => resolve(true));
  });
  server.unref();
  server.on('error', () => undefined);
  mainState().open.add(close);
  if (isOpen) return { forWorkers: { address: place.address, name }, close };
  close();
  return undefined;
}

/** Whoever knows the name may ask: it is told to the workers alone. */
async function serve(socket: net.Socket, name: string, answer: () => Promise<Answer>): Promise<void> {
  // A worker that was ended in the meantime.
  socket.on('error', () => undefined);
  socket.setEncoding('utf8');
  let asked = '';
  try {
    for await (const text of socket) {
      asked += String(text);
      if (asked.length > name.length) break;
    }
    socket.end(asked === name ? JSON.stringify(await answer()) : '');
  } catch {
    socket.destroy();
  }
}

function makePlace(name: string): { address: string; remove: () => void } | undefined {
  if (process.platform === 'win32') return { address: `\\\\.\\pipe\\sts-${name}`, remove: () => undefined };
  try {
    const folder = mkdtempSync(path.join(tmpdir(), 'sts-'));
    return { address: path.join(folder, 'door'), remove: () => rmSync(folder, { recursive: true, force: true }) };
  } catch {
    return undefined;
  }
}
