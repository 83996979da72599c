import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Session } from '@sts/core/runner';
import { errorData } from '../../output.js';

/** Serves the credentials of a session, as the container endpoint of AWS does: the SDK of every language reads that. */
export interface CredentialsServer {
  /** What a process finds the server by. */
  env: Record<string, string>;
  close: () => void;
}

const PATH = '/credentials';

/**
 * Starts the server on the loopback interface, on a port that is free, for who has the token.
 * @param session asked for each answer: renewed when it ends soon
 */
export async function serveCredentials(session: () => Promise<Session>): Promise<CredentialsServer> {
  const token = randomBytes(32).toString('base64url');
  const server = createServer((request, response) => {
    void answer(request, response, { token, host: `127.0.0.1:${port}`, session });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}${PATH}`, AWS_CONTAINER_AUTHORIZATION_TOKEN: token },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Serving {
  token: string;
  host: string;
  session: () => Promise<Session>;
}

async function answer(request: IncomingMessage, response: ServerResponse, { token, host, session }: Serving): Promise<void> {
  const { authorization = '', host: asked } = request.headers;
  // A page in a browser that has been sent here by a name of its own.
  if (asked !== host) return send(response, 403, refusal('HostNotAllowed', 'This server answers to its own address only.'));
  if (!isSame(authorization, token)) return send(response, 401, refusal('Unauthorized', 'The authorization token is wrong or missing.'));
  if (request.url !== PATH) return send(response, 404, refusal('NotFound', `There is only ${PATH} here.`));
  if (request.method !== 'GET') return send(response, 405, refusal('MethodNotAllowed', 'There is only GET here.'));
  try {
    const { credentials, accountId, target } = await session();
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
    send(response, 200, {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      Token: sessionToken,
      Expiration: expiration.toISOString(),
      AccountId: accountId,
      RoleArn: target.roleArn,
    });
  } catch (error) {
    const { code, message } = errorData(error);
    // The SDKs show the text of an answer of 4xx, and not that of others.
    send(response, 403, refusal(code, message));
  }
}

/** What both spellings of the protocol's clients read. */
function refusal(code: string, message: string): object {
  return { Code: code, Message: message, code, message };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }).end(JSON.stringify(body));
}

/** Takes the same time wherever they differ; a digest makes them of one length. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
