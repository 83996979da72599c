import { describe, expect, test } from 'vitest';
import { consumer } from './consumer.js';

const OPEN =
  'const s = await core.openSession(); return [s.credentials.accessKeyId, s.credentials.expiration, s.env.set.AWS_CREDENTIAL_EXPIRATION]';
const MINUTE = 60_000;

describe.each([
  ['ahead of', 10 * MINUTE],
  ['behind', -10 * MINUTE],
])('a server whose clock is ten minutes %s ours', (_what, clockOffsetMs) => {
  test('gives credentials whose end is told by our clock', async () => {
    await using c = await consumer();
    c.sts.clockOffsetMs = clockOffsetMs;
    const { value } = await c.script<string[]>(OPEN);
    const [, expiration = '', exported] = value ?? [];
    const issued = c.sts.issued[0]?.expiration.getTime() ?? Number.NaN;
    // The server tells its time in whole seconds.
    expect(Math.abs(Date.parse(expiration) - (issued - clockOffsetMs))).toBeLessThan(30_000);
    expect(exported).toBe(expiration);
  });

  test.each([
    ['renewed within five minutes of their end', 4, 2],
    ['used again while they last', 7, 1],
  ])('are %s, whatever the clocks say', async (_claim, minutes, sessions) => {
    await using c = await consumer();
    c.sts.clockOffsetMs = clockOffsetMs;
    c.sts.lifetimeSeconds = minutes * 60;
    const keys = [(await c.script<string[]>(OPEN)).value?.[0], (await c.script<string[]>(OPEN)).value?.[0]];
    expect(keys).toEqual([c.sts.issued[0]?.accessKeyId, c.sts.issued[sessions - 1]?.accessKeyId]);
    expect(c.sts.issued).toHaveLength(sessions);
  });
});

test('clocks that differ by seconds leave the end as STS says it', async () => {
  await using c = await consumer();
  c.sts.clockOffsetMs = 20_000;
  const { value } = await c.script<string[]>(OPEN);
  expect(value?.[1]).toBe(c.sts.issued[0]?.expiration.toISOString());
});

test.each([
  ['ahead', 10 * MINUTE],
  ['behind', -10 * MINUTE],
])('our own clock that is ten minutes %s makes no cached answer longer or shorter', async (_what, offset) => {
  await using c = await consumer();
  const open = `const now = Date.now; Date.now = () => now() + ${offset}; ${OPEN}`;
  for (const [minutes, sessions] of [
    [4, 2],
    [7, 3],
  ] as const) {
    c.sts.lifetimeSeconds = minutes * 60;
    await c.script(open);
    await c.script(open);
    expect(c.sts.issued).toHaveLength(sessions);
  }
});

test('an answer from before the clock was set back is asked for anew', async () => {
  await using c = await consumer();
  await c.script(`const now = Date.now; Date.now = () => now() + ${10 * MINUTE}; ${OPEN}`);
  await c.script(OPEN);
  expect(c.sts.issued).toHaveLength(2);
});
