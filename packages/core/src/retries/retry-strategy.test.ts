import { describe, expect, test } from 'vitest';
import { RetryStrategy } from './retry-strategy.js';

type ErrorInfo = Parameters<RetryStrategy['refreshRetryTokenForRetry']>[1];

const THROTTLED: ErrorInfo = { errorType: 'THROTTLING', error: Object.assign(new Error('Rate exceeded'), { name: 'Throttling' }) as never };
const BROKEN: ErrorInfo = { errorType: 'TRANSIENT' };
const FAILED: ErrorInfo = { errorType: 'SERVER_ERROR' };
const REFUSED: ErrorInfo = { errorType: 'CLIENT_ERROR' };

/** A strategy on a clock that stands still but for its own waits. */
function given({ timeoutMs = 30_000, random = 0.5 } = {}) {
  const waits: number[] = [];
  const end = new AbortController();
  let left = timeoutMs;
  const strategy = new RetryStrategy(
    { signal: end.signal, timeLeft: () => left },
    {
      random: () => random,
      sleep: async (ms) => {
        waits.push(ms);
        left -= ms;
      },
    },
  );
  /** How many of these failures in a row are followed by another attempt. */
  const retried = async (...infos: ErrorInfo[]): Promise<number> => {
    let token = await strategy.acquireInitialRetryToken();
    for (const [index, info] of infos.entries()) {
      try {
        token = await strategy.refreshRetryTokenForRetry(token, info);
      } catch {
        return index;
      }
      expect([token.getRetryCount(), token.getRetryDelay()]).toEqual([index + 1, 0]);
    }
    return infos.length;
  };
  return { strategy, waits, end, retried, left: () => left };
}

describe('another attempt is allowed', () => {
  test('twice for what is broken, quickly, whatever kind of failure it is', async () => {
    const s = given();
    expect(await s.retried(BROKEN, FAILED, BROKEN)).toBe(2);
    expect(s.waits).toEqual([50, 100]);
  });

  test('never for an answer', async () => {
    const s = given();
    expect(await s.retried(REFUSED)).toBe(0);
    expect(s.waits).toEqual([]);
  });

  test('for throttling as long as there is time, and the last wait leaves some for the attempt', async () => {
    const s = given({ random: 0.999 });
    expect(await s.retried(...Array.from({ length: 100 }, () => THROTTLED))).toBeGreaterThan(4);
    expect(s.left()).toBeGreaterThanOrEqual(250);
    expect(s.waits.slice(0, 3)).toEqual([5000, 8000, 8000].map((window) => window * 0.999));
  });

  test('for throttling beyond what is broken, each counted for itself', async () => {
    const s = given({ random: 0.1 });
    expect(await s.retried(THROTTLED, BROKEN, THROTTLED, BROKEN, THROTTLED, BROKEN)).toBe(5);
    expect(s.waits).toEqual([5000, 100, 8000, 200, 8000].map((window) => window * 0.1));
  });

  test('not when the time that is left is none for an attempt', async () => {
    for (const info of [THROTTLED, BROKEN]) {
      const s = given({ timeoutMs: 250 });
      expect(await s.retried(info)).toBe(0);
      expect(s.waits).toEqual([]);
    }
    expect(await given({ timeoutMs: 251 }).retried(THROTTLED)).toBe(1);
  });

  test('behind the time that the service names', async () => {
    const s = given({ random: 0 });
    await s.retried({ ...THROTTLED, retryAfterHint: new Date(Date.now() + 2000) });
    expect(s.waits[0]).toBeGreaterThan(1000);
    expect(s.waits[0]).toBeLessThanOrEqual(2000);
  });
});

test('a client that knows no such strategy makes one attempt', async () => {
  expect(await given().strategy.retry(async (word: string) => `${word} answered`, 'once')).toBe('once answered');
});

describe('when the time is up', () => {
  const abort = Object.assign(new Error('aborted'), { name: 'AbortError' });

  test('the last word is that of a service that asked for patience', async () => {
    const s = given();
    await s.retried(THROTTLED);
    expect(s.strategy.lastWord(abort)).toBe(abort);
    s.end.abort();
    expect(await s.retried({ errorType: 'CLIENT_ERROR', error: abort as never })).toBe(0);
    expect(s.strategy.lastWord(abort)).toBe(THROTTLED.error);
  });

  test('and another failure came since, the last word is what it is', async () => {
    const s = given();
    await s.retried(THROTTLED, BROKEN);
    s.end.abort();
    expect(s.strategy.lastWord(abort)).toBe(abort);
  });

  test('a wait that is under way ends', async () => {
    const end = new AbortController();
    const strategy = new RetryStrategy({ signal: end.signal, timeLeft: () => 60_000 }, { random: () => 1 });
    const waiting = strategy.refreshRetryTokenForRetry(await strategy.acquireInitialRetryToken(), THROTTLED);
    end.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });
});
