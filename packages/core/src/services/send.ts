import { makeRequestHandler, proxyFor } from '../connection/index.js';
import { isStsError } from '../errors/index.js';
import { withoutNodeWarning } from '../loading/index.js';
import type { AskTools } from '../lookups/index.js';
import { RetryStrategy } from '../retries/index.js';
import type { Ask, ServicesInput } from './ask.js';
import { configuredEndpoint } from './endpoint.js';
import { lookupFailed } from './lookup-failed.js';

/** Asks, with the source credentials. */
export async function send<T>(input: ServicesInput, ask: Ask<T>, { settle, ...limit }: AskTools): Promise<T> {
  const { region, plan } = await settle(() => ({ region: ask.region ?? input.region(), plan: input.plan() }));
  const credentials = await input.credentials(plan, region, limit.signal);
  const endpoint = ask.endpoint?.() ?? configuredEndpoint(input.env(), ask.service);
  const requestHandler = makeRequestHandler(input.env());
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
    if (isStsError(error)) throw error;
    const proxy = proxyFor(input.env(), endpoint ?? `https://${ask.service.toLowerCase()}.${region}.amazonaws.com`)?.url;
    throw lookupFailed(ask, error, { region, plan, credentials, endpoint, proxy });
  } finally {
    requestHandler.destroy();
  }
}
