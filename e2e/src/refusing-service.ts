import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An endpoint of a service of AWS that refuses whatever it is asked: LocalStack refuses nobody. */
export interface RefusingService {
  url: string;
  close(): void;
}

/** Starts one, which answers as services with a JSON protocol do. */
export async function startRefusingService(refusal: { code: string; message: string }): Promise<RefusingService> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ __type: refusal.code, message: refusal.message }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}
