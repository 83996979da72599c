import net from 'node:net';
import type { DoorPlace } from './open-door.js';
import { readAll } from './read-all.js';

/** See the room's index. */
export async function askAtDoor({ address, word }: DoorPlace, question: unknown): Promise<unknown> {
  const socket = net.connect({ path: address, allowHalfOpen: true });
  const read = readAll(socket);
  socket.end(JSON.stringify({ word, question }));
  try {
    return JSON.parse(await read) as unknown;
  } catch {
    return undefined;
  }
}
