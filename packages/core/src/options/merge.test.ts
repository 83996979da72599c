import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isStsError, type StsError } from '../errors/index.js';
import { DEFAULTS } from './defaults.js';
import { mergeOptions, type ResolvedOptions } from './merge.js';
import { environmentOptions, givenOptions } from './origins.js';
import { OPTION_NAMES, OPTION_TABLE, optionVariable } from './table.js';
import type { OptionName } from './types.js';

function merge(given: Record<string, unknown>, env: Record<string, string> = {}, custom: Record<string, unknown> = {}): ResolvedOptions {
  return mergeOptions([
    givenOptions(given, 'the options given'),
    environmentOptions(env),
    givenOptions(custom, 'custom.sts in serverless.yml'),
  ]);
}

function refusal(question: () => unknown): StsError {
  try {
    question();
  } catch (error) {
    if (isStsError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('precedence', () => {
  test('the options given, then the environment, then custom.sts, then the default, and each tells its origin', () => {
    const options = merge(
      { stage: 'given' },
      { STS_STAGE: 'env', STS_REGION: 'eu-west-1' },
      { stage: 'custom', region: 'eu-west-2', profile: 'dev' },
    );
    expect(options.values).toMatchObject({
      stage: 'given',
      region: 'eu-west-1',
      profile: 'dev',
      timeoutMs: 30_000,
      cache: true,
      enabled: true,
    });
    expect((['stage', 'region', 'profile', 'timeoutMs'] as const).map((name) => options.origin(name))).toEqual([
      'the options given',
      'STS_REGION',
      'custom.sts in serverless.yml',
      'default',
    ]);
  });

  test('undefined counts as not given', () => {
    expect(merge({ stage: undefined }, { STS_STAGE: 'env' }).values.stage).toBe('env');
  });

  test('false and 0-like values count as given', () => {
    expect(merge({ cache: false }, { STS_CACHE: 'folder' }).values.cache).toBe(false);
    expect(merge({ enabled: false }, { STS_ENABLED: '1' }).values.enabled).toBe(false);
  });

  test('nothing at all gives the defaults', () => {
    expect(merge({}).values).toEqual(DEFAULTS);
  });

  const SAMPLES = { stage: ['a', 'b', 'c'], region: ['eu-west-1', 'eu-west-2'], profile: ['p', 'q'] };
  const origin = fc.record(Object.fromEntries(Object.entries(SAMPLES).map(([name, values]) => [name, fc.constantFrom(...values)])), {
    requiredKeys: [],
  });

  test('for any three origins the first that has a value wins', () => {
    fc.assert(
      fc.property(origin, origin, origin, (given, environment, custom) => {
        const env = Object.fromEntries(Object.entries(environment).map(([name, value]) => [optionVariable(name as OptionName), value]));
        expect(merge(given, env as Record<string, string>, custom).values).toEqual({ ...DEFAULTS, ...custom, ...environment, ...given });
      }),
    );
  });
});

describe('every problem is told at once', () => {
  test('with the option, the value, where it came from and what it should be', () => {
    const error = refusal(() =>
      merge({ durationSeconds: 60, stagee: 'x' }, { STS_TIMEOUT_MS: 'soon', STS_REGOIN: 'x' }, { allowedAccounts: [123], tags: { a: 1 } }),
    );
    expect(error.code).toBe('STS_OPTIONS_INVALID');
    expect(error.message.split('\n')).toEqual([
      '6 options are wrong:',
      '  - durationSeconds: 60 is not a whole number of seconds from 900 to 43200 (from the options given)',
      '  - stagee (from the options given): no such option. Did you mean stage?',
      '  - STS_REGOIN: no such option. Did you mean STS_REGION?',
      '  - timeoutMs: "soon" is not a number (from STS_TIMEOUT_MS)',
      '  - allowedAccounts: [123] has an account id that is not a string (quote it) (from custom.sts in serverless.yml)',
      '  - tags: {"a":1} has a value that is not a string (from custom.sts in serverless.yml)',
    ]);
    expect(error.hint).toContain(OPTION_NAMES.join(', '));
  });

  test('also of an origin that would not win', () => {
    expect(refusal(() => merge({ durationSeconds: 900 }, {}, { durationSeconds: 1 })).message).toContain('custom.sts in serverless.yml');
  });

  test('one problem needs no list', () => {
    expect(refusal(() => merge({ cache: 7 })).message).toBe(
      'An option is wrong: cache: 7 is not true, false or the path of a folder (from the options given)',
    );
  });

  test('a name that is like no option is refused without a guess', () => {
    expect(refusal(() => merge({ xyzzy: 1 })).message).toBe('An option is wrong: xyzzy (from the options given): no such option.');
    expect(refusal(() => merge(JSON.parse('{"__proto__": 1}') as Record<string, unknown>)).message).toContain('__proto__');
  });

  test.each<[OptionName, unknown]>([
    ['externalId', 'canary secret!'],
    ['mfaCode', 'canary'],
  ])('the value of %s is not shown', (name, value) => {
    const { message } = refusal(() => merge({ [name]: value, mfaSerial: 'GAHT12345678' }));
    expect(message).toContain(`${name}: the value (not shown)`);
    expect(message).not.toContain('canary');
  });

  test('a long value is shown by its beginning', () => {
    expect(refusal(() => merge({ sessionName: 'x'.repeat(1000) })).message.length).toBeLessThan(250);
  });
});

describe('bounds', () => {
  const text = (length: number): string => 'a'.repeat(length);
  const tags = (count: number, key = 'k', value = 'v'): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${key}${index}`, value]));

  test.each<[OptionName, unknown]>([
    ['durationSeconds', 900],
    ['durationSeconds', 43_200],
    ['timeoutMs', 1],
    ['timeoutMs', 3_600_000],
    ['sessionName', 'ab'],
    ['sessionName', text(64)],
    ['sessionName', 'a_+=,.@-'],
    ['externalId', 'ab'],
    ['externalId', text(1224)],
    ['externalId', 'a:/b'],
    ['sourceIdentity', text(64)],
    ['tags', tags(50)],
    ['tags', { [text(128)]: text(256) }],
    ['policyArns', Array(10).fill('arn:aws:iam::aws:policy/ReadOnlyAccess')],
    ['params', { a: 1, b: true, c: 'x' }],
    ['cache', 'some/folder'],
    ['endpoint', 'http://localhost:4566'],
    ['allowedAccounts', ['012345678901']],
    ['sessionPolicy', { Version: '2012-10-17', Statement: [] }],
    ['sessionPolicy', 'policy.json'],
  ])('%s may be %j', (name, value) => {
    expect(merge({ [name]: value }).values[name]).toEqual(value);
  });

  test.each<[OptionName, unknown]>([
    ['durationSeconds', 899],
    ['durationSeconds', 43_201],
    ['durationSeconds', 900.5],
    ['durationSeconds', '900'],
    ['timeoutMs', 0],
    ['timeoutMs', 3_600_001],
    ['timeoutMs', Number.NaN],
    ['sessionName', 'a'],
    ['sessionName', text(65)],
    ['sessionName', 'a b'],
    ['externalId', 'a'],
    ['externalId', text(1225)],
    ['externalId', 'a b'],
    ['mfaSerial', 'short'],
    ['mfaCode', '12345'],
    ['mfaCode', 123_456],
    ['sourceIdentity', text(65)],
    ['tags', tags(51)],
    ['tags', { [text(129)]: 'v' }],
    ['tags', { k: text(257) }],
    ['tags', 'a=b'],
    ['tags', ['a']],
    ['sessionPolicy', []],
    ['policyArns', Array(11).fill('arn:aws:iam::aws:policy/ReadOnlyAccess')],
    ['policyArns', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
    ['params', ['a=1']],
    ['params', { a: {} }],
    ['cache', ''],
    ['endpoint', 'localhost:4566'],
    ['allowedAccounts', ['12345678901']],
    ['allowedAccounts', '123456789012'],
    ['allowedStages', [1]],
    ['stage', 7],
    ['stage', ''],
    ['roleArn', null],
    ['enabled', 'false'],
    ['sessionPolicy', 7],
  ])('%s may not be %j', (name, value) => {
    expect(refusal(() => merge({ [name]: value }))).toMatchObject({
      code: 'STS_OPTIONS_INVALID',
      message: expect.stringContaining(`${name}: `),
    });
  });
});

describe('what only several options together get wrong', () => {
  test('mfaSerial needs no mfaCode beside it: there are other ways to have one', () => {
    expect(merge({ mfaSerial: 'GAHT12345678' }).values).toMatchObject({ mfaSerial: 'GAHT12345678' });
    expect(merge({ mfaCode: '123456' }, { STS_MFA_SERIAL: 'GAHT12345678' }).values.mfaCode).toBe('123456');
  });

  test('transitive tag keys must be keys of tags', () => {
    expect(refusal(() => merge({ tags: { a: 'x' }, transitiveTagKeys: ['a', 'b', 'toString'] })).message).toContain(
      'b, toString is not a key of tags',
    );
  });
});

test('the variable of an option is its name in capitals with underscores', () => {
  expect(optionVariable('roleArn')).toBe('STS_ROLE_ARN');
  expect(optionVariable('transitiveTagKeys')).toBe('STS_TRANSITIVE_TAG_KEYS');
  expect(Object.keys(OPTION_TABLE)).toEqual(OPTION_NAMES);
});
