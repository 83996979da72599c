import { createRequire } from 'node:module';
import path from 'node:path';
import { retryMiddleware } from '@smithy/core/retry';
import { randomFrom } from '../random.mjs';
import { ThrottledEndpoint } from './throttled-endpoint.mjs';
import { VirtualClock } from './virtual-clock.mjs';

const require = createRequire(import.meta.url);
/** What the built package hands to the SDK's client; a file of its own that is no entry of the package. */
const { RetryStrategy } = require(path.join(path.dirname(require.resolve('@sts/core/package.json')), 'dist/retries.js'));

/** The default of the option `timeoutMs`. */
export const TIMEOUT_MS = 30_000;
/** From the request to its answer. */
export const ROUND_TRIP_MS = 60;

/**
 * A fleet that starts within `spreadMs`: each shard makes one call, through the SDK's own retry middleware with the built
 * package's strategy. Only the endpoint and the time are made up.
 * @returns requests by the second, and of each shard whether it had its answer, after how long and how many attempts
 */
export async function simulate({ shards, quota, spreadMs, seed }) {
  const random = randomFrom(seed);
  const clock = new VirtualClock();
  const endpoint = new ThrottledEndpoint(clock, quota);
  const fleet = Array.from({ length: shards }, () => shard({ clock, endpoint, random, startsAt: random() * spreadMs }));
  await clock.run();
  return { shards: await Promise.all(fleet), seconds: Array.from(endpoint.seconds, (second) => second ?? { answered: 0, throttled: 0 }) };
}

async function shard({ clock, endpoint, random, startsAt }) {
  await clock.sleep(startsAt);
  const started = clock.now;
  let attempts = 0;
  const attempt = async () => {
    attempts++;
    await clock.sleep(ROUND_TRIP_MS / 2);
    try {
      endpoint.ask();
    } finally {
      await clock.sleep(ROUND_TRIP_MS / 2);
    }
    return { response: {}, output: { $metadata: {} } };
  };
  const limit = { signal: new AbortController().signal, timeLeft: () => started + TIMEOUT_MS - clock.now };
  const strategy = new RetryStrategy(limit, { random, sleep: (ms) => clock.sleep(ms) });
  const call = retryMiddleware({ retryStrategy: async () => strategy, maxAttempts: async () => 3 })(attempt, {});
  const answered = await call({ request: {} }).then(
    () => true,
    (error) => {
      if (error.name === 'Throttling') return false;
      throw error;
    },
  );
  return { answered, attempts, tookMs: clock.now - started };
}
