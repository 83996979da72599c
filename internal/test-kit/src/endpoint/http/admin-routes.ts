import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIPv4 } from 'node:net';
import type { StsEndpoint } from '../sts-endpoint.js';
import type { Received } from './received.js';

/** What the admin interface can be asked for. */
type Route = (endpoint: StsEndpoint, body: string) => unknown;

const ROUTES: Readonly<Record<string, Route>> = {
  'GET /_kit/calls': (endpoint) => endpoint.calls,
  'GET /_kit/issued': (endpoint) => endpoint.issued,
  'POST /_kit/faults': (endpoint, body) => {
    const specs = JSON.parse(body);
    for (const spec of Array.isArray(specs) ? specs : [specs]) endpoint.fault(spec);
  },
  'DELETE /_kit/faults': (endpoint) => endpoint.clearFaults(),
  'POST /_kit/users': (endpoint, body) => endpoint.addUser(JSON.parse(body)),
  'POST /_kit/roles': (endpoint, body) => endpoint.addRole(JSON.parse(body)),
  'DELETE /_kit/roles': (endpoint, body) => endpoint.removeRole(JSON.parse(body).arn),
  'POST /_kit/identity-providers': (endpoint, body) => endpoint.addIdentityProvider(JSON.parse(body)),
  'POST /_kit/tokens': (endpoint, body) => {
    const { provider: arn, ...claims } = JSON.parse(body);
    const provider = endpoint.identityProviders.find((one) => one.arn === arn);
    if (provider === undefined) throw new TypeError(`no such identity provider: ${arn}`);
    return { token: provider.token(claims) };
  },
  'GET /_kit/sources': (endpoint) => endpoint.sources,
  'POST /_kit/sso': (endpoint, body) => endpoint.addSso(JSON.parse(body)),
  'POST /_kit/containers': (endpoint, body) => endpoint.addContainer(JSON.parse(body)),
  'POST /_kit/instance': (endpoint, body) => endpoint.addInstance(JSON.parse(body)),
  'POST /_kit/clock': (endpoint, body) => {
    endpoint.clockOffsetMs = JSON.parse(body).offsetMs;
  },
  'POST /_kit/lifetime': (endpoint, body) => {
    endpoint.lifetimeSeconds = JSON.parse(body).seconds ?? undefined;
  },
  'POST /_kit/quota': (endpoint, body) => {
    endpoint.quota = JSON.parse(body) ?? undefined;
  },
  'POST /_kit/explain-denials': (endpoint, body) => {
    endpoint.explainDenials = JSON.parse(body) === true;
  },
  'POST /_kit/service-control-policies': (endpoint, body) => endpoint.addServiceControlPolicy(JSON.parse(body)),
  'POST /_kit/reset': (endpoint) => endpoint.reset(),
};

export function isAdmin(received: Received): boolean {
  return received.path.startsWith('/_kit/');
}

/** Answers with JSON: 200 and what was asked for, 400 and what was wrong, 403 to another machine, 404. */
export function answerAdmin(endpoint: StsEndpoint, received: Received, request: IncomingMessage, response: ServerResponse): void {
  // An endpoint on all interfaces is for containers to call; who runs the tests is on this machine.
  if (!isLoopback(request.socket.remoteAddress ?? '')) return reply(response, 403, { error: 'loopback only' });
  const route = ROUTES[`${received.method} ${received.path}`];
  if (route === undefined) return reply(response, 404, { error: 'no such route', routes: Object.keys(ROUTES) });
  try {
    reply(response, 200, route(endpoint, received.body.toString('utf8')) ?? {});
  } catch (error) {
    reply(response, 400, { error: String(error) });
  }
}

function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/, '');
  return isIPv4(plain) ? plain.startsWith('127.') : plain === '::1';
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}
