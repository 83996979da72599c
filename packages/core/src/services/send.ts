import { isStsError } from '../errors/index.js';
import { loadSdk, withoutNodeWarning } from '../loading/index.js';
import type { AskTools } from '../lookups/index.js';
import { RetryStrategy } from '../retries/index.js';
import { loadSource } from '../source/index.js';
import { type Ask, configuredEndpoint, type ServicesInput } from './ask.js';
import { lookupFailed } from './lookup-failed.js';

/** One attempt may take this long at most; there are up to three that end so. */
const ATTEMPT = { connectionTimeout: 3000, requestTimeout: 5000, throwOnRequestTimeout: true } as const;

/** Asks, with the source credentials. */
export async function send<T>(input: ServicesInput, ask: Ask<T>, { settle, ...limit }: AskTools): Promise<T> {
  const { region, plan } = await settle(() => ({ region: ask.region ?? input.region(), plan: input.plan() }));
  const credentials = await loadSource(plan, region);
  const { NodeHttpHandler } = loadSdk('@smithy/node-http-handler');
  const endpoint = ask.endpoint?.() ?? configuredEndpoint(input.env(), ask.service);
  const requestHandler = new NodeHttpHandler(ATTEMPT);
  try {
    const settings = {
      region,
      credentials,
      requestHandler,
      retryStrategy: new RetryStrategy(limit),
      ...(endpoint === undefined ? {} : { endpoint }),
    };
    return await withoutNodeWarning(() => ask.run(settings, limit.signal));
  } catch (error) {
    throw isStsError(error) ? error : lookupFailed(ask, error, { region, plan, credentials, endpoint });
  } finally {
    requestHandler.destroy();
  }
}
