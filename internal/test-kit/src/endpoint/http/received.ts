import type { IncomingMessage } from 'node:http';

/** A request with its whole body. */
export type Received = {
  readonly method: string;
  /** The path as it was sent, still encoded. */
  readonly path: string;
  /** What follows `?`, still encoded. */
  readonly query: string;
  /** Names in lower case, every value that was sent. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Buffer;
};

/** More than any request to STS can hold. */
const MOST_BYTES = 256 * 1024;

/** `undefined` when the body is too large. */
export async function receive(request: IncomingMessage): Promise<Received | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MOST_BYTES) return undefined;
    chunks.push(bytes);
  }
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const headers: Record<string, readonly string[]> = {};
  for (const [name, values] of Object.entries(request.headersDistinct)) headers[name] = values ?? [];
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers,
    body: Buffer.concat(chunks),
  };
}

export function header(received: Received, name: string): string | undefined {
  return received.headers[name]?.[0];
}

/** The parameters of the query protocol: from the form of a POST, or from the address of a GET. */
export function queryParameters(received: Received): URLSearchParams {
  return new URLSearchParams(received.method === 'POST' ? received.body.toString('utf8') : received.query);
}
