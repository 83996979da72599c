import { once } from 'node:events';
import { createServer, request as httpRequest, STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { pipeline, type Duplex } from 'node:stream';
import { closeServer } from '../close-server.js';
import type { HttpProxy, HttpProxyOptions, ProxyRequest } from './proxy.js';

type Target = { readonly hostname: string; readonly port: number };

/** Starts an HTTP proxy on loopback: tunnels (CONNECT) and whole addresses (`GET http://…`). */
export async function startProxy(options: HttpProxyOptions = {}): Promise<HttpProxy> {
  const { user, password = '', routes = {} } = options;
  const requests: ProxyRequest[] = [];
  const sockets = new Set<Duplex>();

  const server = createServer(forward);
  server.on('connection', keep);
  server.on('connect', tunnel);
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const login = user === undefined ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`;

  const proxy: HttpProxy = {
    url: `http://${login}127.0.0.1:${port}`,
    bareUrl: `http://127.0.0.1:${port}`,
    port,
    get requests() {
      return [...requests];
    },
    answers: options.answers ?? 'forward',
    close: () => closeServer(server, sockets),
    [Symbol.asyncDispose]() {
      return proxy.close();
    },
  };
  return proxy;

  function tunnel(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const host = withPort(request.url ?? '', 443);
    const target = admit(request, host);
    if (typeof target === 'number') return void socket.end(page(target));
    const upstream = keep(connect(target.port, target.hostname));
    upstream.once('connect', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    // An end that breaks takes the other along.
    upstream.once('error', () => socket.destroy());
    socket.once('error', () => upstream.destroy());
    socket.once('close', () => upstream.destroy());
  }

  function forward(request: IncomingMessage, response: ServerResponse): void {
    const url = URL.parse(request.url ?? '');
    const target = url?.protocol === 'http:' ? admit(request, withPort(url.host, 80)) : 400;
    if (url === null || typeof target === 'number') {
      // Written by hand as for a tunnel, so that both get the same page.
      request.socket.end(page(typeof target === 'number' ? target : 400));
      return;
    }
    const { 'proxy-authorization': _, 'proxy-connection': __, ...headers } = request.headers;
    const { method } = request;
    const breakOff = (error?: Error | null): void => {
      if (error) request.socket.destroy();
    };
    const upstream = httpRequest({ ...target, method, path: `${url.pathname}${url.search}`, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      pipeline(answer, response, breakOff);
    });
    response.once('close', () => upstream.destroy());
    // Also when it was sent whole, and there is no answer to it.
    upstream.once('error', breakOff);
    pipeline(request, upstream, breakOff);
  }

  /** Notes the request. Returns where it goes, or the status of the proxy's own answer. */
  function admit(request: IncomingMessage, host: string): Target | number {
    const given = credentials(request);
    const right = user === undefined || (given?.user === user && given.password === password);
    const target = place(routes[host] ?? host, host in routes);
    const answer = right ? (proxy.answers === 'forward' ? (target === undefined ? 502 : 'forwarded') : proxy.answers) : 407;
    requests.push({ method: request.method ?? '', host, user: given?.user, answer });
    return answer === 'forwarded' && target !== undefined ? target : Number(answer);
  }

  function keep<S extends Socket>(socket: S): S {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A client that goes away is not an error of the proxy.
    socket.on('error', () => {});
    return socket;
  }
}

function withPort(host: string, port: number): string {
  return /:\d+$/.test(host) ? host : `${host}:${port}`;
}

function place(host: string, routed: boolean): Target | undefined {
  const [, name = '', port] = /^(.*):(\d+)$/.exec(host) ?? [];
  const hostname = name.replace(/^\[(.*)\]$/, '$1');
  // Tests do not go out, whatever they ask for.
  const near = routed || hostname === 'localhost' || hostname === '::1' || hostname.startsWith('127.');
  return near ? { hostname, port: Number(port) } : undefined;
}

function credentials(request: IncomingMessage): { user: string; password: string } | undefined {
  const [, encoded] = /^Basic (.+)$/i.exec(request.headers['proxy-authorization'] ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [user = '', password = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(/:(.*)/s);
  return { user, password };
}

function page(status: number): string {
  const title = status === 200 ? 'Sign in' : `${status} ${STATUS_CODES[status]}`;
  const body = `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body>The proxy answers by itself.</body></html>\n`;
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: text/html',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(status === 407 ? ['Proxy-Authenticate: Basic realm="proxy"'] : []),
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
