import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request to AWS, and the key id that it was signed with. */
export interface Asked {
  what: string;
  keyId: string;
}

/** SSM with one parameter, and a CloudFormation without any stack: they note who asks. */
export async function startAws(): Promise<{ url: string; asked: Asked[] } & AsyncDisposable> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const target = String(
        request.headers['x-amz-target'] ?? new URLSearchParams(body).get('Action') ?? `${request.method} ${request.url}`,
      );
      asked.push({ what: target, keyId: /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '' });
      if (target.startsWith('AmazonSSM')) {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify({ Parameter: { Name: '/colour', Type: 'String', Value: 'green' } }));
        return;
      }
      response.writeHead(400, { 'content-type': 'text/xml' });
      const message = 'Stack with id orders-dev does not exist';
      response.end(
        `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>${message}</Message></Error></ErrorResponse>`,
      );
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
