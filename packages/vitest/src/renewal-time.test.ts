import { expect, test } from 'vitest';
import { renewalTime } from './renewal-time.js';

const MINUTE = 60_000;

test.each([
  ['an hour', 60 * MINUTE, 55 * MINUTE],
  ['a quarter of an hour', 15 * MINUTE, 10 * MINUTE],
  ['a little more than five minutes', 5 * MINUTE + 1, 1],
  ['two minutes', 2 * MINUTE, MINUTE],
  ['nothing', 0, 0],
])('of %s, credentials are renewed five minutes before the end, or at half of their time', (_what, left, after) => {
  expect(renewalTime(1_000_000 + left, 1_000_000)).toBe(1_000_000 + after);
});
