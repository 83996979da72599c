import { expect, test } from 'vitest';
import { StsError } from '../errors/index.js';
import { Secrets } from './secrets.js';

const error = (text: string): StsError =>
  new StsError({ code: 'STS_ROLE_INVALID', message: `${text} is no role`, hint: `not ${text}`, cause: new Error(text) });

test.each([
  ['a secret text', 'hunter22', 'hunter22'],
  ['a text in secret JSON', '{"db":{"password":"hunter22"},"short":"ab"}', 'hunter22'],
  ['secret JSON itself', '{"password":"hunter22"}', '{"password":"hunter22"}'],
])('no error shows %s', (_what, secret, told) => {
  const secrets = new Secrets();
  secrets.add(secret);
  const shown = secrets.shown(error(told)) as StsError;
  expect([shown.code, shown.message, shown.hint]).toEqual(['STS_ROLE_INVALID', '[redacted] is no role', 'not [redacted]']);
  expect(String((shown.cause as Error).message) + String((shown.cause as Error).stack)).not.toContain('hunter22');
});

test('without a secret an error is the very same', () => {
  const one = error('x');
  expect(new Secrets().shown(one)).toBe(one);
});
