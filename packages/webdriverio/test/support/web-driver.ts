import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that speaks as much of the WebDriver protocol as it takes to begin and end a session, without any browser. */
export async function startWebDriver(): Promise<AsyncDisposable & { port: number }> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      const isNew = request.method === 'POST' && request.url === '/session';
      const value = isNew ? { sessionId: 'one', capabilities: { browserName: 'chrome' } } : null;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ value }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
