import net from 'node:net';
import type { Answer, Handover } from './handover.js';

/** Asks the main process for credentials that do not end soon; `undefined` when it says nothing. */
export async function askMain({ address, name }: NonNullable<Handover['door']>): Promise<Answer | undefined> {
  const socket = net.connect(address);
  socket.setEncoding('utf8');
  socket.end(name);
  let text = '';
  for await (const part of socket) text += String(part);
  return text === '' ? undefined : (JSON.parse(text) as Answer);
}
