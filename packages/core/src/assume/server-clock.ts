import type { STSClient } from '@aws-sdk/client-sts';

/** Milliseconds: to differ by less is of no account, for an answer is renewed five minutes before its end. */
const OF_ACCOUNT_MS = 60_000;

/**
 * Watches the clock of who answers a client.
 * @returns by how many milliseconds it is ahead of this machine's, by the last answer; 0 where they go alike
 */
export function watchServerClock(client: STSClient): () => number {
  let ahead = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers } = result.response as { headers?: Record<string, string | undefined> };
      ahead = Date.parse(headers?.['date'] ?? '') - Date.now();
      return result;
    },
    { step: 'deserialize', priority: 'high', name: 'watchServerClock' },
  );
  return () => (Math.abs(ahead) >= OF_ACCOUNT_MS ? ahead : 0);
}
