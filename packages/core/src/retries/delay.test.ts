import fc from 'fast-check';
import { expect, test } from 'vitest';
import { delayFor } from './delay.js';

const ample = { hintMs: 0, roomMs: 29_750 };

test.each([
  ['throttled', [5000, 8000, 8000, 8000]],
  ['broken', [100, 200, 400, 800, 1000, 1000]],
] as const)('the windows of what is %s are %j', (reason, windows) => {
  expect(windows.map((_, before) => delayFor(reason, { ...ample, before, random: 1 }))).toEqual(windows);
  expect(windows.map((_, before) => delayFor(reason, { ...ample, before, random: 0.25 }))).toEqual(windows.map((window) => window / 4));
  expect(windows.map((_, before) => delayFor(reason, { ...ample, before, random: 0 }))).toEqual(windows.map(() => 0));
});

test('behind a time that the service names there is the window still, and what it names counts up to 5 s', () => {
  expect(delayFor('throttled', { before: 0, hintMs: 2000, roomMs: 29_750, random: 0.5 })).toBe(4500);
  expect(delayFor('broken', { before: 0, hintMs: 3_600_000, roomMs: 29_750, random: 0.5 })).toBe(5050);
});

test('whatever the numbers, the wait is one, and within the room', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('throttled', 'broken'),
      fc.nat(2000),
      fc.oneof(fc.constant(Number.NaN), fc.double()),
      fc.double({ min: 0.001, max: 1e9, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (reason, before, hintMs, roomMs, random) => {
        const delay = delayFor(reason, { before, hintMs, roomMs, random });
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(roomMs);
      },
    ),
  );
});
