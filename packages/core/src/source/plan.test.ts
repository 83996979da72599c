import { fromIni } from '@aws-sdk/credential-providers';
import { type Project, seed } from '@sts/test-kit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isStsError, type StsError } from '../errors/index.js';
import { sourceFingerprint } from './fingerprint.js';
import { planSource } from './plan.js';
import { profileNames, readProfiles, readSharedFiles, ssoProfile } from './profiles.js';
import type { SourcePlan } from './types.js';

let home: Project;
beforeEach(async () => {
  home = await seed({
    '.aws/config': '[profile dev]\nregion = eu-west-1\n[profile "quo.ted"]\n[profile stage]\n[sso-session x]\n',
    '.aws/credentials': '[ci]\naws_access_key_id = x\n',
  });
});
afterEach(() => home.remove());

/** Every source at once; a test takes away from the front. */
const ALL = {
  'AWS_PRE-PROD_PROFILE': 'stage',
  'AWS_PRE-PROD_ACCESS_KEY_ID': 'stage-id',
  'AWS_PRE-PROD_SECRET_ACCESS_KEY': 'stage-secret',
  'AWS_PRE-PROD_SESSION_TOKEN': 'stage-token',
  AWS_STS_ACCESS_KEY: 'helper-id',
  AWS_STS_ACCESS_SECRET: 'helper-secret',
  AWS_PROFILE: 'dev',
  AWS_ACCESS_KEY_ID: 'own-id',
  AWS_SECRET_ACCESS_KEY: 'own-secret',
  AWS_SESSION_TOKEN: 'own-token',
  AWS_DEFAULT_PROFILE: 'quo.ted',
  AWS_WEB_IDENTITY_TOKEN_FILE: '/token',
  AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/Ci',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/x',
};

function plan(env: Record<string, string | undefined>, profile?: string, isOption = false, stage?: string): SourcePlan {
  return planSource(
    { HOME: home.dir, ...env },
    profile === undefined ? undefined : { name: profile, from: isOption ? 'STS_PROFILE' : 'provider.profile' },
    isOption,
    stage ?? 'pre-prod',
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
    ['the profile of the stage', ['AWS_STS'], { kind: 'profile', name: 'stage', from: 'AWS_PRE-PROD_PROFILE' }],
    [
      'the keys of the stage',
      ['AWS_PRE-PROD_PROFILE'],
      {
        kind: 'keys',
        from: 'AWS_PRE-PROD_ACCESS_KEY_ID',
        credentials: { accessKeyId: 'stage-id', secretAccessKey: 'stage-secret', sessionToken: 'stage-token' },
      },
    ],
    ['AWS_PROFILE', ['AWS_PRE-PROD'], { kind: 'profile', name: 'dev', from: 'AWS_PROFILE' }],
    [
      'keys in the environment',
      ['AWS_PROFILE'],
      {
        kind: 'keys',
        from: 'AWS_ACCESS_KEY_ID',
        credentials: { accessKeyId: 'own-id', secretAccessKey: 'own-secret', sessionToken: 'own-token' },
      },
    ],
    ['the default profile that is named', KEYS, { kind: 'profile', name: 'quo.ted', from: 'AWS_DEFAULT_PROFILE' }],
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

  test('the variables of another stage, and of one that is not known, have no say', () => {
    expect(plan(without('AWS_STS'), undefined, false, 'prod')).toMatchObject({ from: 'AWS_PROFILE' });
    expect(planSource({ HOME: home.dir, ...without('AWS_STS') }, undefined, false, undefined)).toMatchObject({ from: 'AWS_PROFILE' });
  });

  test('provider.profile comes behind keys and before the default profile', () => {
    expect(plan(without('AWS_STS', 'AWS_PRE', 'AWS_PROFILE'), 'ci')).toMatchObject({ kind: 'keys' });
    expect(plan(without('AWS_STS', 'AWS_PRE', 'AWS_PROFILE', ...KEYS), 'ci')).toEqual({
      kind: 'profile',
      name: 'ci',
      from: 'provider.profile',
    });
  });

  test('a profile named default is taken without a name, before web identity', async () => {
    await home.write('.aws/credentials', '[default]\n');
    expect(plan(without('AWS_STS', 'AWS_PRE', 'AWS_PROFILE', 'AWS_DEFAULT', ...KEYS))).toEqual({
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
    [
      { 'AWS_PRE-PROD_ACCESS_KEY_ID': 'id', AWS_PROFILE: 'dev' },
      'AWS_PRE-PROD_ACCESS_KEY_ID is set without AWS_PRE-PROD_SECRET_ACCESS_KEY.',
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
      hint: 'Did you mean dev? There are: dev, quo.ted, stage, ci.',
    });
    expect(errorOf(() => plan({ AWS_PROFILE: 'x', AWS_CONFIG_FILE: '/none', AWS_SHARED_CREDENTIALS_FILE: '/none' })).hint).toBe(
      'There are no profiles at all.',
    );
  });
});

describe('profiles', () => {
  test('are read from both files, each name once', () => {
    const files = {
      config: '[default]\n[profile a]\n [profile "b-c"]\n[profile \'d\'] # why\n[sso-session s]\n[services s]\n# [profile no]\n',
      credentials: '[a];c\n[e] ; c\nkey = [x]\n[d]\r\n[sso-session s]\n',
    };
    expect(profileNames(files)).toEqual(['default', 'a', 'b-c', 'd', 'e']);
  });

  test.each([
    '[default]',
    '[profile a]',
    '[a]',
    '[profile a b]',
    '[profile "a b"]',
    '[profile  a]',
    '[profile\ta]',
    '[profile "a]',
    '[ profile a ]',
    '[profile a] # c',
    '[profile a]#c',
    '[profile a.b/c@d+e%f:g]',
    '[profile é]',
    '[profile]',
    '[profilea]',
    '[sso-session a]',
    '[services a]',
    '[a.b]',
    ' [profile a] ',
  ])('%s is a profile where it is one for the SDK, in both files', async (section) => {
    await home.write('one', `${section}\naws_access_key_id = x\ns3 =\n  aws_secret_access_key = z\naws_secret_access_key = y\n`);
    const [one, none] = [home.path('one'), home.path('none')];
    for (const [config, credentials] of [[one, none] as const, [none, one] as const]) {
      const ours = readProfiles(readSharedFiles({ AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials }));
      for (const profile of new Set([...ours.keys(), 'a', 'a b', 'default', 'a.b', 'profile a', 'é'])) {
        const keys = fromIni({ profile, configFilepath: config, filepath: credentials, ignoreCache: true })();
        const theirs = await keys.then(({ secretAccessKey }) => secretAccessKey).catch(() => undefined);
        expect([profile, ours.get(profile)?.get('aws_secret_access_key')]).toEqual([profile, theirs]);
      }
    }
  });

  test('are found below the home folder that ~/ stands for', () => {
    const files = readSharedFiles({ HOME: home.dir, AWS_CONFIG_FILE: '~/.aws/credentials', AWS_SHARED_CREDENTIALS_FILE: '~/.aws/config' });
    expect(files).toMatchObject({ config: expect.stringContaining('[ci]'), credentials: expect.stringContaining('[profile dev]') });
  });

  test.each([
    ['[profile a]\nsource_profile = b\n[profile b]\nsource_profile = c\n[profile c]\nsso_session = s\n', 'c'],
    ['[profile a]\nsso_start_url = https://x\n', 'a'],
    ['[profile a]\nsource_profile = b\n[profile b]\nsource_profile = a\n', undefined],
    ['[profile a]\nsource_profile = none\n', undefined],
  ])('in %j the one to sign in with is %s', (config, expected) => {
    expect(ssoProfile({ config, credentials: '' }, 'a')).toBe(expected);
  });

  test('are where the variables say', async () => {
    await home.write('elsewhere', '[other]\n');
    const files = readSharedFiles({ HOME: home.dir, AWS_SHARED_CREDENTIALS_FILE: home.path('elsewhere') });
    expect(profileNames(files)).toEqual(['dev', 'quo.ted', 'stage', 'other']);
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

  test('differs with the keys that a profile takes from the environment, and only where one does', async () => {
    const keys = { AWS_PROFILE: 'ci', AWS_ACCESS_KEY_ID: 'id' };
    expect(print(keys)).toBe(print({ ...keys, AWS_ACCESS_KEY_ID: 'id2' }));
    await home.write('.aws/credentials', '[ci]\nrole_arn = x\ncredential_source = Environment\n');
    expect(print(keys)).not.toBe(print({ ...keys, AWS_ACCESS_KEY_ID: 'id2' }));
  });

  test('differs when what a profile says has changed', async () => {
    const before = print({ AWS_PROFILE: 'ci' });
    await home.write('.aws/credentials', '[ci]\naws_access_key_id = y\n');
    expect(print({ AWS_PROFILE: 'ci' })).not.toBe(before);
  });
});
