import { redact } from '../errors/index.js';

interface Place {
  region: string;
  endpoint: string | undefined;
  proxy?: string | undefined;
}

/** The error for "the time for the whole is up". */
export function timeIsUp(call: { timeoutMs: number } & Place, what: string): { code: 'STS_TIMEOUT'; message: string; hint: string } {
  return {
    code: 'STS_TIMEOUT',
    message: `${what}: ${call.timeoutMs} ms for the whole are over (${place(call)}).`,
    hint: 'Look whether the endpoint can be reached from here; for a slow one, raise timeoutMs (STS_TIMEOUT_MS).',
  };
}

/** Where a call goes, and through what. An endpoint may have a password in it. */
export function place({ region, endpoint, proxy }: Place): string {
  return [
    ...(endpoint === undefined ? [] : [`endpoint ${redact(endpoint)}`]),
    `region ${region}`,
    ...(proxy === undefined ? [] : [`through the proxy ${proxy}`]),
  ].join(', ');
}
