import { describe, expect, test } from 'vitest';
import { environmentOptions, givenOptions } from './origins.js';

describe('the text of a variable becomes a value of its kind', () => {
  test.each<[string, string, string, unknown]>([
    ['STS_STAGE', 'prod', 'stage', 'prod'],
    ['STS_ROLE_ARN', 'arn:x', 'roleArn', 'arn:x'],
    ['STS_DURATION_SECONDS', ' 900 ', 'durationSeconds', 900],
    ['STS_DURATION_SECONDS', '15m', 'durationSeconds', '15m'],
    ['STS_ENABLED', '0', 'enabled', false],
    ['STS_ENABLED', 'No', 'enabled', false],
    ['STS_ENABLED', 'TRUE', 'enabled', true],
    ['STS_ENABLED', 'maybe', 'enabled', 'maybe'],
    ['STS_CACHE', 'off', 'cache', false],
    ['STS_CACHE', '/tmp/c', 'cache', '/tmp/c'],
    ['STS_ALLOWED_STAGES', 'dev, test', 'allowedStages', ['dev', 'test']],
    ['STS_ALLOWED_STAGES', '["dev", "test"]', 'allowedStages', ['dev', 'test']],
    ['STS_ALLOWED_ACCOUNTS', '012345678901', 'allowedAccounts', ['012345678901']],
    ['STS_TAGS', 'a=1, b=x=y', 'tags', { a: '1', b: 'x=y' }],
    ['STS_TAGS', '{"a": "1"}', 'tags', { a: '1' }],
    ['STS_TAGS', 'oops', 'tags', 'oops'],
    ['STS_TAGS', '{oops', 'tags', '{oops'],
    ['STS_SESSION_POLICY', '{"Statement": []}', 'sessionPolicy', { Statement: [] }],
    ['STS_SESSION_POLICY', 'policy.json', 'sessionPolicy', 'policy.json'],
    ['STS_MFA_CODE', '012345', 'mfaCode', '012345'],
  ])('%s=%s', (variable, text, name, value) => {
    const origin = environmentOptions({ [variable]: text });
    expect(origin.values).toEqual({ [name]: value });
    expect(origin.label(name)).toBe(variable);
    expect(origin.problems).toEqual([]);
  });

  test('an empty variable counts as unset', () => {
    expect(environmentOptions({ STS_STAGE: '', STS_ENABLED: '', STS_STAEG: '', AWS_ROLE_ARN: '' })).toMatchObject({
      values: {},
      problems: [],
    });
  });
});

describe('misspelt variables', () => {
  test.each([
    ['STS_STAEG', 'STS_STAGE'],
    ['STS_ROLEARN', 'STS_ROLE_ARN'],
    ['STS_ENABLE', 'STS_ENABLED'],
    ['STS_DURATION', 'STS_DURATION_SECONDS'],
  ])('%s is told, with %s', (variable, meant) => {
    expect(environmentOptions({ [variable]: 'x' }).problems).toEqual([`${variable}: no such option. Did you mean ${meant}?`]);
  });

  test('what is like no option belongs to another program, and our own mark is none', () => {
    expect(environmentOptions({ STS_XYZZY_PORT: '1', STS_ASSUMED_ROLE_ARN: 'arn:x', STSX: '1' }).problems).toEqual([]);
  });
});

describe("aws-sts-helper's variables", () => {
  const HELPER = { AWS_ROLE_ARN: 'arn:x', AWS_ROLE_SESSION_NAME: 'me', AWS_ROLE_DURATION_SECONDS: '900' };

  test('keep working', () => {
    const origin = environmentOptions(HELPER);
    expect(origin.values).toEqual({ roleArn: 'arn:x', sessionName: 'me', durationSeconds: 900 });
    expect(origin.label('roleArn')).toBe('AWS_ROLE_ARN');
  });

  test('give way to ours', () => {
    expect(environmentOptions({ ...HELPER, STS_ROLE_ARN: 'arn:y' }).values['roleArn']).toBe('arn:y');
  });

  test('belong to web identity where there is a token file', () => {
    expect(environmentOptions({ ...HELPER, AWS_WEB_IDENTITY_TOKEN_FILE: '/token', STS_STAGE: 'dev' }).values).toEqual({ stage: 'dev' });
  });
});

test('given options may stand in several places, each told with its own', () => {
  const origin = givenOptions({ stage: 'dev', region: 'eu-west-1' }, { rest: 'the configuration', byName: { region: 'the docblock' } });
  expect(['stage', 'region', 'toString'].map((name) => origin.label(name))).toEqual([
    'the configuration',
    'the docblock',
    'the configuration',
  ]);
});
