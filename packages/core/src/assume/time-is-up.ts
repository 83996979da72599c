import { redact } from '../errors/index.js';

/** The error for "the time for the whole is up". */
export function timeIsUp(
  call: { timeoutMs: number; region: string; endpoint: string | undefined },
  what: string,
): { code: 'STS_TIMEOUT'; message: string; hint: string } {
  return {
    code: 'STS_TIMEOUT',
    message: `${what}: ${call.timeoutMs} ms for the whole are over (${place(call)}).`,
    hint: 'Look whether the endpoint can be reached from here; for a slow one, raise timeoutMs (STS_TIMEOUT_MS).',
  };
}

/** Where STS was asked. An endpoint may have a password in it. */
export function place(call: { region: string; endpoint: string | undefined }): string {
  return call.endpoint === undefined ? `region ${call.region}` : `endpoint ${redact(call.endpoint)}, region ${call.region}`;
}
