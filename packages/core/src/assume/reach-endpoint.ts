import { isStsError } from '../errors/index.js';
import { loadSdk, withoutNodeWarning } from '../loading/index.js';
import type { AssumeCall } from './types.js';

/** What an endpoint answered to a plain request. */
export interface Reached {
  url: string;
  /** Milliseconds by which its clock is ahead of this machine's; `undefined` where it does not tell the time. */
  aheadMs: number | undefined;
}

/**
 * Sends the endpoint of STS a plain request, without credentials: whatever answers can be reached.
 * @throws `STS_UNREACHABLE`, `STS_TIMEOUT` and what a proxy says
 */
export async function reachEndpoint(call: AssumeCall): Promise<Reached> {
  const url = new URL(call.endpoint ?? usualEndpoint(call.region));
  const { protocol, hostname, port, host } = url;
  const request = {
    protocol,
    hostname,
    ...(port === '' ? {} : { port: Number(port) }),
    path: '/',
    query: {},
    method: 'GET',
    headers: { host },
  };
  try {
    const { response } = await call.requestHandler.handle(request as never, { abortSignal: call.signal });
    (response.body as { destroy?: () => void } | undefined)?.destroy?.();
    const date = Date.parse(response.headers['date'] ?? '');
    return { url: `${protocol}//${host}`, aheadMs: Number.isNaN(date) ? undefined : date - Date.now() };
  } catch (error) {
    if (isStsError(error)) throw error;
    const { diagnose } = await import('./diagnose.js');
    throw diagnose(error, { ...call, clues: undefined });
  }
}

function usualEndpoint(region: string): string {
  const { STSClient } = loadSdk('@aws-sdk/client-sts');
  const client = withoutNodeWarning(() => new STSClient({ region }));
  return String(client.config.endpointProvider({ Region: region, UseGlobalEndpoint: false }).url);
}
