import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { isPlain } from './is-plain.js';

describe('isPlain', () => {
  test.for([[{ a: [1, 'x', null, true, undefined] }], [Object.create(null)], [runInNewContext('({ a: [{ b: 1 }] })')]])(
    '%o is',
    ([value]) => {
      expect(isPlain(value)).toBe(true);
    },
  );

  test.for([[{ a: () => 1 }], [{ a: 1n }], [[Symbol('a')]], [{ a: new Map() }], [new Date()], [{ a: /x/ }]])('%o is not', ([value]) => {
    expect(isPlain(value)).toBe(false);
  });

  test('what holds itself is not', () => {
    const value: Record<string, unknown> = {};
    value['self'] = { value };
    expect(isPlain(value)).toBe(false);
  });
});
