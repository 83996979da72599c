import type * as NodeHttp from 'node:http';
import type * as NodeHttps from 'node:https';
import { loadSdk } from '../loading/index.js';
import type { Proxy } from './proxy.js';

/**
 * The agents for a proxy: a tunnel through it, for `http:` too, as osls has it. Another library, which does without for
 * those, writes whole requests down with `DEBUG`.
 * @param signal ends their connections
 */
export function makeProxyAgents(
  { url, authorization }: Proxy,
  ca: string[] | undefined,
  signal: AbortSignal,
): { httpAgent: NodeHttp.Agent; httpsAgent: NodeHttps.Agent } {
  const { HttpsProxyAgent } = loadSdk('https-proxy-agent');
  const options = {
    keepAlive: true,
    // An agent forgets a connection that a silent proxy has not answered yet, and the process would wait for it.
    signal,
    ...(ca === undefined ? {} : { ca }),
    // By a function: with `DEBUG` the library writes down the URL and its options.
    headers: (): NodeHttp.OutgoingHttpHeaders => (authorization === undefined ? {} : { 'Proxy-Authorization': authorization }),
  };
  const agent = new HttpsProxyAgent(url, options);
  // Its own options are for the connection to the proxy; these for the one through it.
  if (ca !== undefined) Object.assign(agent.options, { ca });
  return { httpAgent: agent as unknown as NodeHttp.Agent, httpsAgent: agent as unknown as NodeHttps.Agent };
}
