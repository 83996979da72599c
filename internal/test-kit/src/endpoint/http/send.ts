import type { IncomingMessage, ServerResponse } from 'node:http';

export type Answer = {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: string;
  readonly requestId: string | undefined;
};

/** Sends an answer with the server's own idea of the date. */
export function send(response: ServerResponse, answer: Answer, nowMs: number): void {
  writeHead(response, answer, nowMs);
  response.end(answer.body);
}

/** Cuts the connection before a byte was sent. */
export function cut(request: IncomingMessage): void {
  request.socket.destroy();
}

/** Sends half of what it announces, and cuts the connection. */
export function cutMidway(request: IncomingMessage, response: ServerResponse, answer: Answer, nowMs: number): void {
  writeHead(response, answer, nowMs);
  response.write(answer.body.slice(0, Math.floor(answer.body.length / 2)), () => request.socket.destroy());
}

function writeHead(response: ServerResponse, { status, type, body, requestId }: Answer, nowMs: number): void {
  response.sendDate = false;
  response.setHeader('Date', new Date(nowMs).toUTCString());
  response.setHeader('Content-Length', Buffer.byteLength(body));
  if (type !== undefined) response.setHeader('Content-Type', type);
  if (requestId !== undefined) response.setHeader('x-amzn-RequestId', requestId);
  response.writeHead(status);
}
