import { describe, expect, test } from 'vitest';
import { isStsError, type StsError } from '../errors/index.js';
import { Lookups } from '../lookups/index.js';
import { givenOptions, mergeOptions, type StsOptions } from '../options/index.js';
import { createResolver, envSource, optSource, selfSource, type Services, slsSource } from '../variables/index.js';
import { checkAccount, checkStage } from './allowed.js';
import { readTarget } from './read-target.js';
import type { Target } from './types.js';

const ARN = 'arn:aws:iam::123456789012:role/App';
const OTHER = 'arn:aws:iam::210987654321:role/Other';

type Env = Record<string, string>;

/** AWS is not to be asked here. */
const NOBODY = new Proxy({} as Services, {
  get: (_target, name) => {
    throw new Error(`AWS was asked: ${String(name)}`);
  },
});

function targetOf(content: Record<string, unknown>, given: StsOptions = {}, env: Env = {}): Target {
  const options = mergeOptions([givenOptions({ ...given }, 'the options given')]);
  const resolver = createResolver({
    configuration: content,
    fileName: 'serverless.yml',
    sources: { env: envSource(env), self: selfSource(), opt: optSource({}), sls: slsSource() },
    given: {},
    lookups: new Lookups(),
    stage: () => given.stage ?? 'dev',
  });
  const config = { file: '/service/serverless.yml', name: 'serverless.yml', dir: '/service', content };
  return readTarget({ options, config, resolver, env, services: NOBODY, files: () => [config.file] });
}

function errorOf(content: Record<string, unknown>, given: StsOptions = {}, env: Env = {}): StsError {
  try {
    targetOf(content, given, env);
  } catch (error) {
    if (isStsError(error)) return error;
    throw error;
  }
  throw new Error('there was no error');
}

describe('which role', () => {
  test.each<[string, Record<string, unknown>, StsOptions]>([
    [
      'the option, before everything else',
      { provider: { role: OTHER, iam: { role: OTHER } }, functions: { f: { role: OTHER } } },
      { roleArn: ARN, function: 'f' },
    ],
    [
      'the role of the function that is named',
      { provider: { role: OTHER, iam: { role: OTHER } }, functions: { f: { role: ARN } } },
      { function: 'f' },
    ],
    [
      "the provider's, when the function has none",
      { provider: { iam: { role: ARN } }, functions: { f: { handler: 'x' } } },
      { function: 'f' },
    ],
    [
      "the provider's, when the function's is null",
      { provider: { iam: { role: ARN } }, functions: { f: { role: null } } },
      { function: 'f' },
    ],
    ['provider.iam.role before provider.role', { provider: { role: OTHER, iam: { role: ARN } } }, {}],
    ['provider.role beside settings of a role', { provider: { role: ARN, iam: { role: { statements: [], name: 'x' } } } }, {}],
    ['provider.role alone', { provider: { role: ARN } }, {}],
    ['no role of a function that nobody named', { provider: { role: ARN }, functions: { f: { role: OTHER } } }, {}],
    ['never the role of the deployment', { provider: { role: ARN, cfnRole: OTHER, iam: { deploymentRole: OTHER } } }, {}],
    [
      'a role behind variables',
      {
        provider: '${self:custom.provider}',
        custom: { provider: { iam: '${self:custom.iam}' }, iam: { role: '${self:custom.arn}' }, arn: ARN },
      },
      {},
    ],
  ])('%s', (_what, content, given) => {
    expect(targetOf(content, given).roleArn).toBe(ARN);
  });

  test('has account and partition, and the target says what it was read from', () => {
    const target = targetOf(
      { service: 'shop', provider: { iam: { role: 'arn:aws-cn:iam::012345678901:role/path/App' }, profile: 'dev' }, functions: { f: {} } },
      { function: 'f' },
    );
    expect(target).toMatchObject({
      accountId: '012345678901',
      partition: 'aws-cn',
      service: 'shop',
      functionName: 'f',
      configFile: '/service/serverless.yml',
      files: ['/service/serverless.yml'],
      profile: 'dev',
      region: 'us-east-1',
      stage: 'dev',
    });
  });
});

describe('functions', () => {
  test('may be a list, of which the last one wins', () => {
    const functions = [{ f: { role: OTHER } }, { f: { role: ARN }, g: {} }, { h: {} }];
    expect(targetOf({ provider: {}, functions }, { function: 'f' }).roleArn).toBe(ARN);
  });

  test('that are not there are told, with the nearest and all', () => {
    expect(errorOf({ provider: { role: ARN }, functions: { createOrder: {}, listOrders: {} } }, { function: 'createOder' })).toMatchObject({
      code: 'STS_FUNCTION_UNKNOWN',
      message: 'The function "createOder" (from the options given) is not under functions in serverless.yml.',
      hint: 'Did you mean createOrder? There are: createOrder, listOrders.',
    });
    expect(errorOf({ provider: { role: ARN } }, { function: 'f' }).hint).toBe('There are no functions.');
    expect(errorOf({ provider: { role: ARN }, functions: { f: {} } }, { function: 'constructor' }).code).toBe('STS_FUNCTION_UNKNOWN');
  });

  test('whose statements no plugin reads run as the provider does', () => {
    expect(targetOf({ provider: { role: ARN }, functions: { f: { iamRoleStatements: [] } } }, { function: 'f' }).roleArn).toBe(ARN);
  });
});

describe('what cannot be a role has its own code and names the key', () => {
  test.each<[string, Record<string, unknown>, string, string]>([
    ['a logical id', { provider: { role: 'AppRole' } }, 'STS_ROLE_INVALID', 'provider.role in serverless.yml'],
    ['nothing', { provider: {} }, 'STS_ROLE_MISSING', '/service/serverless.yml'],
    ['a null', { provider: { role: null, iam: { role: null } } }, 'STS_ROLE_MISSING', '/service/serverless.yml'],
    ['no provider', {}, 'STS_ROLE_MISSING', '/service/serverless.yml'],
    [
      'a session',
      { provider: { role: 'arn:aws:sts::123456789012:assumed-role/App/me' } },
      'STS_ROLE_INVALID',
      'provider.role in serverless.yml',
    ],
    ['an empty text', { provider: { role: '' } }, 'STS_ROLE_MISSING', '/service/serverless.yml'],
    ['a list of two', { provider: { role: [ARN, ARN] } }, 'STS_ROLE_INVALID', 'provider.role in serverless.yml'],
    ['an object of no function', { provider: { role: { name: 'x' } } }, 'STS_ROLE_INVALID', 'provider.role in serverless.yml'],
  ])('%s', (_what, content, code, key) => {
    expect(errorOf(content)).toMatchObject({ code, message: expect.stringContaining(key), hint: expect.stringContaining('role') });
  });
});

describe('the region', () => {
  test.each<[string, Record<string, unknown>, StsOptions, string]>([
    ['the option', { region: 'eu-west-1' }, { region: 'us-gov-west-1' }, 'us-gov-west-1'],
    ['provider.region', { region: 'cn-north-1' }, {}, 'cn-north-1'],
    ['a variable', { region: "${env:MY_REGION, 'ap-southeast-4'}" }, {}, 'ap-southeast-4'],
    ['us-east-1 without any', {}, {}, 'us-east-1'],
    ['us-east-1 for an empty one', { region: '' }, {}, 'us-east-1'],
  ])('is %s', (_what, provider, given, region) => {
    expect(targetOf({ provider: { role: ARN, ...provider } }, given, { AWS_REGION: 'sa-east-1' }).region).toBe(region);
  });

  test.each<[unknown, string]>([
    ['Frankfurt', '"Frankfurt" (from provider.region in serverless.yml) is not a region.'],
    [7, '7 (from provider.region in serverless.yml) is not a region.'],
    [{ a: 1 }, 'An object (from provider.region in serverless.yml) is not a region.'],
    ['eu-west-1\n', '"eu-west-1\\n" (from provider.region in serverless.yml) is not a region.'],
  ])('%j is refused', (region, message) => {
    expect(errorOf({ provider: { role: ARN, region } })).toMatchObject({ code: 'STS_REGION_INVALID', message });
  });

  test('a wrong option is refused with its origin', () => {
    expect(errorOf({ provider: { role: ARN } }, { region: 'eu' }).message).toContain('(from the options given)');
  });
});

describe('the stage', () => {
  test.each<[string, Record<string, unknown>, StsOptions, string]>([
    ['the option', { stage: 'test' }, { stage: 'Prod-1' }, 'Prod-1'],
    ['provider.stage', { stage: 'test' }, {}, 'test'],
    ['dev without any', {}, {}, 'dev'],
  ])('is %s', (_what, provider, given, stage) => {
    expect(targetOf({ provider: { role: ARN, ...provider } }, given, { SLS_STAGE: 'x' }).stage).toBe(stage);
  });

  test.each([7, true, '', 'a_b', 'a b', 'prod\n', ['x']])('%j is refused', (stage) => {
    expect(errorOf({ provider: { role: ARN, stage } })).toMatchObject({
      code: 'STS_STAGE_INVALID',
      message: expect.stringContaining('provider.stage in serverless.yml'),
    });
  });
});

describe('the profile', () => {
  const content = { provider: { role: ARN, profile: '${env:NOWHERE}' } };

  test('provider.profile is not looked at where the environment decides', () => {
    for (const name of ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_STS_ACCESS_KEY'])
      expect(targetOf(content, {}, { [name]: 'x' }).profile).toBeUndefined();
    expect(errorOf(content).code).toBe('STS_VARIABLE_UNRESOLVED');
  });

  test('the option wins', () => {
    expect(targetOf(content, { profile: 'mine' }, { AWS_PROFILE: 'x' }).profile).toBe('mine');
  });

  test('what is no text is refused', () => {
    expect(errorOf({ provider: { role: ARN, profile: { a: 1 } } })).toMatchObject({
      code: 'STS_CONFIG_INVALID',
      message: expect.stringContaining('An object (from provider.profile'),
    });
  });
});

test('a service whose name cannot be resolved counts as absent', () => {
  expect(targetOf({ service: '${ssm:/name}', provider: { role: ARN } }).service).toBeUndefined();
  expect(targetOf({ service: { name: 'old' }, provider: { role: ARN } }).service).toBe('old');
});

describe('the explanation', () => {
  const content = {
    provider: { stage: 'test', iam: { role: 'arn:aws:iam::${self:custom.account}:role/App' } },
    custom: { account: "${env:ACCOUNT, '123456789012'}" },
  };

  /** Of a file that is not there any more. */
  const PLACE = { file: '/service/serverless.yml' };

  test('as data names each answer, where it came from and the variables on the way', () => {
    expect(targetOf(content, { region: 'eu-west-1' }).explanation.answers).toEqual([
      { what: 'stage', value: 'test', from: 'provider.stage in serverless.yml', place: PLACE, variables: [], lookups: [] },
      {
        what: 'role',
        value: ARN,
        from: 'provider.iam.role in serverless.yml',
        place: PLACE,
        variables: [
          { at: 'custom.account', text: "${env:ACCOUNT, '123456789012'}", answeredBy: 'literal', place: PLACE },
          { at: 'provider.iam.role', text: '${self:custom.account}', answeredBy: 'self:custom.account', place: PLACE },
        ],
        lookups: [],
      },
      { what: 'region', value: 'eu-west-1', from: 'the options given', variables: [], lookups: [] },
    ]);
  });

  test('as a text is for people', () => {
    expect(targetOf(content).explanation.text).toMatchInlineSnapshot(`
      "stage   test  (provider.stage in serverless.yml)
      role    arn:aws:iam::123456789012:role/App  (provider.iam.role in serverless.yml)
                \${env:ACCOUNT, '123456789012'} in custom.account: from literal
                \${self:custom.account} in provider.iam.role: from self:custom.account
      region  us-east-1  (default)"
    `);
  });
});

describe('what is allowed', () => {
  const target = targetOf({ provider: { role: ARN, stage: 'prod' } });
  const allow = (given: StsOptions): void => {
    const options = mergeOptions([givenOptions({ ...given }, 'the options given')]);
    checkStage(target.stage, options);
    checkAccount(target, options);
  };

  test('is everything, without limits', () => {
    expect(() => allow({})).not.toThrow();
    expect(() => allow({ allowedStages: ['dev', 'prod'], allowedAccounts: ['123456789012'] })).not.toThrow();
  });

  test('is no other stage and no other account, also with an empty list', () => {
    for (const allowedStages of [['dev'], []])
      expect(() => allow({ allowedStages })).toThrow(
        expect.objectContaining({ code: 'STS_STAGE_NOT_ALLOWED', message: expect.stringContaining('prod') }),
      );
    for (const allowedAccounts of [['210987654321'], []])
      expect(() => allow({ allowedAccounts })).toThrow(
        expect.objectContaining({ code: 'STS_ACCOUNT_NOT_ALLOWED', message: expect.stringContaining('123456789012') }),
      );
  });
});
