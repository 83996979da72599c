import { once } from 'node:events';
import type { Server } from 'node:net';

/** Closes a server with all that is connected; does nothing a second time. */
export async function closeServer(server: Server, sockets: Iterable<{ destroy(): void }>): Promise<void> {
  if (!server.listening) return;
  server.close();
  for (const socket of sockets) socket.destroy();
  await once(server, 'close');
}
