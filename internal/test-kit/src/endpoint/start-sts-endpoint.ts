import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { closeServer } from '../close-server.js';
import { createCertificate } from '../tls/create-certificate.js';
import type { IdentityProvider, IdentityProviderSpec } from './accounts/identity-provider.js';
import { answerAdmin, isAdmin } from './http/admin-routes.js';
import { answerCall } from './http/answer-call.js';
import { receive } from './http/received.js';
import { CredentialSources } from './sources/credential-sources.js';
import { EndpointState } from './state.js';
import type { StsEndpoint, StsEndpointOptions } from './sts-endpoint.js';

/** Starts an STS endpoint. It speaks HTTP, or HTTPS when it is told to, and `/_kit/…` is its admin interface. */
export async function startStsEndpoint(options: StsEndpointOptions = {}): Promise<StsEndpoint> {
  const { host = '127.0.0.1', port = 0, now = Date.now } = options;
  const state = new EndpointState(now, options.lifetimeSeconds);
  state.bucket.quota = options.quota;
  state.explainDenials = options.explainDenials ?? false;
  for (const policy of options.serviceControlPolicies ?? []) state.directory.addServiceControlPolicy(policy);
  const users = (options.users ?? []).map((user) => state.directory.addUser(user));
  for (const role of options.roles ?? []) state.directory.addRole(role);

  const identityProviders = (options.identityProviders ?? []).map(addIdentityProvider);
  const certificate = options.tls ? createCertificate(hostsOf(options.tls, host)) : undefined;
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    // A client that goes away while it sends is not an error of the endpoint.
    answer(request, response).catch(() => request.socket.destroy());
  };
  const server =
    certificate === undefined ? createServer(listener) : createTlsServer({ cert: certificate.certPem, key: certificate.keyPem }, listener);
  // The server itself does not know those that are still shaking hands.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  const url = `${certificate === undefined ? 'http' : 'https'}://${reachable(address)}:${address.port}`;
  const sources = new CredentialSources(state, url);
  for (const sso of options.sso ?? []) sources.addSso(sso);
  for (const container of options.containers ?? []) sources.addContainer(container);
  if (options.instance !== undefined) sources.addInstance(options.instance);

  function addIdentityProvider(spec: IdentityProviderSpec): IdentityProvider {
    return state.directory.addIdentityProvider(spec, () => state.nowMs());
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const received = await receive(request);
    if (received === undefined) {
      response.writeHead(413, { Connection: 'close' }).end();
    } else if (isAdmin(received)) {
      answerAdmin(endpoint, received, request, response);
    } else if (!sources.answer(received, response)) {
      await answerCall(state, received, request, response);
    }
  }

  const endpoint: StsEndpoint = {
    url,
    port: address.port,
    caPem: certificate?.caPem,
    users,
    addUser: (spec) => state.directory.addUser(spec),
    addRole: (spec) => state.directory.addRole(spec),
    removeRole: (arn) => state.directory.removeRole(arn),
    setTrust: (arn, trust) => state.directory.setTrust(arn, trust),
    addServiceControlPolicy: (spec) => state.directory.addServiceControlPolicy(spec),
    addIdentityProvider(spec) {
      const provider = addIdentityProvider(spec);
      identityProviders.push(provider);
      return provider;
    },
    get identityProviders() {
      return [...identityProviders];
    },
    addSso: (spec) => sources.addSso(spec),
    addContainer: (spec) => sources.addContainer(spec),
    addInstance: (spec) => sources.addInstance(spec),
    get sources() {
      return sources.all;
    },
    get calls() {
      return state.log.calls;
    },
    count: (action) => state.log.count(action),
    waitForCall: (action, n = 1) => state.log.waitFor('received', action, n),
    waitForEnd: (action, n = 1) => state.log.waitFor('ended', action, n),
    get issued() {
      return [...state.issued];
    },
    fault: (spec) => state.faults.add(spec),
    clearFaults: () => state.faults.clear(),
    get clockOffsetMs() {
      return state.clockOffsetMs;
    },
    set clockOffsetMs(ms) {
      state.clockOffsetMs = ms;
    },
    get lifetimeSeconds() {
      return state.lifetimeSeconds;
    },
    set lifetimeSeconds(seconds) {
      state.lifetimeSeconds = seconds;
    },
    get quota() {
      return state.bucket.quota;
    },
    set quota(quota) {
      state.bucket.quota = quota;
    },
    get explainDenials() {
      return state.explainDenials;
    },
    set explainDenials(explain) {
      state.explainDenials = explain;
    },
    reset() {
      state.reset();
      sources.reset();
    },
    async close() {
      state.log.close();
      await closeServer(server, sockets);
    },
    [Symbol.asyncDispose]() {
      return endpoint.close();
    },
  };
  return endpoint;
}

function hostsOf(tls: true | { readonly hosts: readonly string[] }, host: string): readonly string[] {
  return [...new Set(['localhost', '127.0.0.1', '::1', host, ...(tls === true ? [] : tls.hosts)])];
}

/** An address that listens everywhere is not one to connect to. */
function reachable({ address, family }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return '127.0.0.1';
  return family === 'IPv6' ? `[${address}]` : address;
}
