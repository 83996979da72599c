import { type Project, seed } from '@sts/test-kit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isStsError, type StsError } from '../errors/index.js';
import { sourceFingerprint } from './fingerprint.js';
import { planSource } from './plan.js';
import { profileNames, readSharedFiles } from './profiles.js';
import type { SourcePlan } from './types.js';

let home: Project;
beforeEach(async () => {
  home = await seed({
    '.aws/config': '[profile dev]\nregion = eu-west-1\n[profile "with space"]\n[sso-session x]\n',
    '.aws/credentials': '[ci]\naws_access_key_id = x\n',
  });
});
afterEach(() => home.remove());

/** Every source at once; a test takes away from the front. */
const ALL = {
  AWS_STS_ACCESS_KEY: 'helper-id',
  AWS_STS_ACCESS_SECRET: 'helper-secret',
  AWS_PROFILE: 'dev',
  AWS_ACCESS_KEY_ID: 'own-id',
  AWS_SECRET_ACCESS_KEY: 'own-secret',
  AWS_SESSION_TOKEN: 'own-token',
  AWS_DEFAULT_PROFILE: 'with space',
  AWS_WEB_IDENTITY_TOKEN_FILE: '/token',
  AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/Ci',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/x',
};

function plan(env: Record<string, string | undefined>, profile?: string, isOption = false): SourcePlan {
  return planSource(
    { HOME: home.dir, ...env },
    profile === undefined ? undefined : { name: profile, from: isOption ? 'STS_PROFILE' : 'provider.profile' },
    isOption,
  );
}

function errorOf(question: () => unknown): StsError {
  try {
    question();
  } catch (error) {
    if (isStsError(error)) return error;
    throw error;
  }
  throw new Error('there was no error');
}

describe('who asks, by order', () => {
  function without(...names: string[]): Record<string, string> {
    return Object.fromEntries(Object.entries(ALL).filter(([name]) => !names.some((prefix) => name.startsWith(prefix))));
  }
  const KEYS = ['AWS_ACCESS_KEY', 'AWS_SECRET', 'AWS_SESSION'];
  const GONE: string[] = [];
  const steps: [string, string[], Partial<SourcePlan>][] = [
    [
      "aws-sts-helper's keys",
      [],
      { kind: 'keys', from: 'AWS_STS_ACCESS_KEY', credentials: { accessKeyId: 'helper-id', secretAccessKey: 'helper-secret' } },
    ],
    ['AWS_PROFILE', ['AWS_STS'], { kind: 'profile', name: 'dev', from: 'AWS_PROFILE' }],
    [
      'keys in the environment',
      ['AWS_PROFILE'],
      {
        kind: 'keys',
        from: 'AWS_ACCESS_KEY_ID',
        credentials: { accessKeyId: 'own-id', secretAccessKey: 'own-secret', sessionToken: 'own-token' },
      },
    ],
    ['the default profile that is named', KEYS, { kind: 'profile', name: 'with space', from: 'AWS_DEFAULT_PROFILE' }],
    ['web identity', ['AWS_DEFAULT_PROFILE'], { kind: 'web-identity', tokenFile: '/token', roleArn: ALL.AWS_ROLE_ARN }],
    [
      'the container',
      ['AWS_WEB'],
      { kind: 'container', uri: { full: 'http://127.0.0.1:1/x', relative: undefined, token: undefined, tokenFile: undefined } },
    ],
    ['the instance', ['AWS_CONTAINER'], { kind: 'instance' }],
  ];
  test.each(steps.map(([what, gone, expected]) => [what, [...(GONE.push(...gone), GONE)], expected] as const))(
    '%s',
    (_what, gone, expected) => {
      expect(plan(without(...gone))).toMatchObject(expected);
    },
  );

  test('the option profile comes before everything', () => {
    expect(plan(ALL, 'ci', true)).toEqual({ kind: 'profile', name: 'ci', from: 'STS_PROFILE' });
  });

  test('provider.profile comes behind keys and before the default profile', () => {
    expect(plan(without('AWS_STS', 'AWS_PROFILE'), 'ci')).toMatchObject({ kind: 'keys' });
    expect(plan(without('AWS_STS', 'AWS_PROFILE', ...KEYS), 'ci')).toEqual({ kind: 'profile', name: 'ci', from: 'provider.profile' });
  });

  test('a profile named default is taken without a name, before web identity', async () => {
    await home.write('.aws/credentials', '[default]\n');
    expect(plan(without('AWS_STS', 'AWS_PROFILE', 'AWS_DEFAULT', ...KEYS))).toEqual({
      kind: 'profile',
      name: 'default',
      from: 'the default profile',
    });
  });

  test('empty variables count as unset', () => {
    const empty = Object.fromEntries(Object.keys(ALL).map((name) => [name, '']));
    expect(plan(empty)).toMatchObject({ kind: 'instance' });
  });

  test('with nothing at all, the ways are told', () => {
    expect(errorOf(() => plan({ AWS_EC2_METADATA_DISABLED: 'TRUE' }))).toMatchObject({
      code: 'STS_NO_CREDENTIALS',
      hint: expect.stringContaining('AWS_PROFILE='),
    });
  });
});

test('a token file without AWS_ROLE_ARN is for the role that is meant', () => {
  expect(plan({ AWS_WEB_IDENTITY_TOKEN_FILE: '/token' })).toMatchObject({ kind: 'web-identity', roleArn: undefined });
});

describe('what is configured and broken stops', () => {
  test.each([
    [{ AWS_ACCESS_KEY_ID: 'id' }, 'AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY.'],
    [{ AWS_SECRET_ACCESS_KEY: 'canary' }, 'AWS_SECRET_ACCESS_KEY is set without AWS_ACCESS_KEY_ID.'],
    [
      { AWS_STS_ACCESS_SECRET: 'canary', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' },
      'AWS_STS_ACCESS_SECRET is set without AWS_STS_ACCESS_KEY.',
    ],
  ])('%j', (env, message) => {
    const error = errorOf(() => plan(env));
    expect(error).toMatchObject({ code: 'STS_SOURCE_FAILED', message });
    expect(JSON.stringify([error.message, error.hint])).not.toContain('canary');
  });

  test('a profile that is not there is named with where it came from, the nearest and all', () => {
    expect(errorOf(() => plan({ AWS_PROFILE: 'dve' }))).toMatchObject({
      code: 'STS_PROFILE_NOT_FOUND',
      message: 'The profile "dve" (from AWS_PROFILE) is in neither the AWS config file nor the credentials file.',
      hint: 'Did you mean dev? There are: dev, with space, ci.',
    });
    expect(errorOf(() => plan({ AWS_PROFILE: 'x', AWS_CONFIG_FILE: '/none', AWS_SHARED_CREDENTIALS_FILE: '/none' })).hint).toBe(
      'There are no profiles at all.',
    );
  });
});

describe('profiles', () => {
  test('are read from both files, each name once', () => {
    const files = {
      config: '[default]\n[profile a]\n [profile  "b c"]\n[sso-session s]\n# [profile no]\n',
      credentials: '[a]\nkey = [x]\n[d]\n',
    };
    expect(profileNames(files)).toEqual(['default', 'a', 'b c', 'd']);
  });

  test('are where the variables say', async () => {
    await home.write('elsewhere', '[other]\n');
    const files = readSharedFiles({ HOME: home.dir, AWS_SHARED_CREDENTIALS_FILE: home.path('elsewhere') });
    expect(profileNames(files)).toEqual(['dev', 'with space', 'other']);
  });
});

describe('the fingerprint of who asks', () => {
  const print = (env: Record<string, string>): string => JSON.stringify(sourceFingerprint(plan(env), { HOME: home.dir, ...env }));

  test('differs with every part of the keys', () => {
    const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };
    const prints = [
      keys,
      { ...keys, AWS_ACCESS_KEY_ID: 'id2' },
      { ...keys, AWS_SECRET_ACCESS_KEY: 'secret2' },
      { ...keys, AWS_SESSION_TOKEN: 'token2' },
      { ...keys, AWS_SESSION_TOKEN: '' },
    ].map(print);
    expect(new Set(prints).size).toBe(prints.length);
  });

  test('differs when what a profile says has changed', async () => {
    const before = print({ AWS_PROFILE: 'ci' });
    await home.write('.aws/credentials', '[ci]\naws_access_key_id = y\n');
    expect(print({ AWS_PROFILE: 'ci' })).not.toBe(before);
  });
});
