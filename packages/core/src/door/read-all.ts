import type { Socket } from 'node:net';

/** Questions and answers are far shorter. */
const MAX_CHARACTERS = 256 * 1024;

/** What the other side sends until it ends; what breaks off, or is too long, ends where it is. Never fails. */
export function readAll(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => {
      text += part;
      if (text.length > MAX_CHARACTERS) socket.destroy();
    });
    socket.on('error', () => socket.destroy());
    socket.once('end', () => resolve(text));
    socket.once('close', () => resolve(text));
  });
}
