import type * as Http from '@smithy/node-http-handler';
import { StsError, toCause } from '../errors/index.js';
import { loadSdk } from '../loading/index.js';
import { certificateAuthorities } from './certificates.js';
import { namesProxy, type Proxy, proxyFor } from './proxy.js';
import { makeProxyAgents } from './proxy-agents.js';
import type { Variables } from './variables.js';

/** One attempt may take this long at most, so that a silent endpoint costs seconds; there are up to three. */
const ATTEMPT = { connectionTimeout: 3000, requestTimeout: 5000, throwOnRequestTimeout: true } as const;

/** What the clients of the SDK send their requests with. */
export type RequestHandler = Pick<
  Http.NodeHttpHandler,
  'destroy' | 'handle' | 'httpHandlerConfigs' | 'metadata' | 'updateHttpClientConfig'
>;
type Request = Parameters<Http.NodeHttpHandler['handle']>[0];
type Answer = Awaited<ReturnType<Http.NodeHttpHandler['handle']>>;

/** Nobody but the proxy is connected to through a proxy. */
const NO_PROXY_THERE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * Makes what every client of the SDK is sent through: the time for one attempt, own authorities and proxies, as the
 * environment has them. Whoever makes one destroys it.
 * @throws `STS_CONNECTION_INVALID`; what is sent through a proxy `STS_UNREACHABLE`, `STS_RESPONSE_INVALID`
 */
export function makeRequestHandler(env: Variables): RequestHandler {
  const { NodeHttpHandler } = loadSdk('@smithy/node-http-handler');
  const ca = certificateAuthorities(env);
  const direct = new NodeHttpHandler({ ...ATTEMPT, ...(ca === undefined ? {} : { httpsAgent: { ca } }) });
  if (!namesProxy(env)) return direct;
  const over = new AbortController();
  const handlers = new Map<string, Http.NodeHttpHandler>();
  const through = (proxy: Proxy): Http.NodeHttpHandler => {
    const known = handlers.get(proxy.url) ?? new NodeHttpHandler({ ...ATTEMPT, ...makeProxyAgents(proxy, ca, over.signal) });
    handlers.set(proxy.url, known);
    return known;
  };
  return {
    metadata: direct.metadata,
    handle: async (request, options) => {
      const proxy = proxyFor(env, urlOf(request));
      return proxy === undefined ? direct.handle(request, options) : sent(through(proxy).handle(request, options), proxy);
    },
    httpHandlerConfigs: () => direct.httpHandlerConfigs(),
    updateHttpClientConfig: (key, value) => direct.updateHttpClientConfig(key, value),
    destroy: () => {
      for (const handler of [direct, ...handlers.values()]) handler.destroy();
      over.abort();
    },
  };
}

function urlOf({ protocol, hostname, port }: Request): string {
  return `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`;
}

/** What is wrong with the proxy itself is told at once: to try again changes nothing. */
async function sent(answer: Promise<Answer>, { url, from }: Proxy): Promise<Answer> {
  let response: Answer['response'];
  try {
    ({ response } = await answer);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code !== 'string' || !NO_PROXY_THERE.has(code)) throw error;
    throw new StsError({
      code: 'STS_UNREACHABLE',
      message: `The proxy ${url} (from ${from}) cannot be reached: ${toCause(error).message || code}.`,
      hint: `Look whether the proxy is up; ${from} names another one, NO_PROXY the hosts that need none.`,
      cause: toCause(error),
    });
  }
  const { statusCode, headers } = response;
  if (statusCode === 407) {
    throw new StsError({
      code: 'STS_RESPONSE_INVALID',
      message: `The proxy ${url} (from ${from}) refuses to let anybody through with these: it wants a user and a password (status 407).`,
      hint: `Put them into ${from}: http://<user>:<password>@<host>:<port>, with characters such as @ : / % as %40 %3A %2F %25.`,
    });
  }
  if (statusCode < 500 && /text\/html/i.test(headers['content-type'] ?? '')) {
    throw new StsError({
      code: 'STS_RESPONSE_INVALID',
      message: `What came through the proxy ${url} (from ${from}) is a web page (status ${statusCode}), and not an answer of AWS.`,
      hint: `The proxy may want a sign-in, or block AWS. ${from} names another one, NO_PROXY the hosts that need none.`,
    });
  }
  return { response };
}
