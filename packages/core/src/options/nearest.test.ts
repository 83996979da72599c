import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearest } from './nearest.js';

const NAMES = ['stage', 'region', 'roleArn', 'sessionName', 'durationSeconds', 'tags', 'via'];

test.each([
  ['stagee', 'stage'],
  ['satge', 'stage'],
  ['STAGE', 'stage'],
  ['rolearn', 'roleArn'],
  ['role', 'roleArn'],
  ['duration', 'durationSeconds'],
  ['tag', 'tags'],
])('%s is near %s', (given, name) => {
  expect(nearest(given, NAMES)).toBe(name);
});

test.each(['xyzzy', '', 'a', 'profileName'])('%j is near none', (given) => {
  expect(nearest(given, NAMES)).toBeUndefined();
});

test('a name is nearest to itself, whatever the others', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), fc.nat(), (names, index) => {
      const name = names[index % names.length] ?? '';
      expect(nearest(name, names)?.toLowerCase()).toBe(name.toLowerCase());
    }),
  );
});
