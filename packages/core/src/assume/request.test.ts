import { seed } from '@sts/test-kit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { givenOptions, mergeOptions, type StsOptions } from '../options/index.js';
import type { GrantedStatement, Grants, Target } from '../target/index.js';
import { buildRequest } from './request.js';
import { defaultSessionName } from './session-name.js';
import { readSessionPolicy } from './session-policy.js';

const TARGET: Target = {
  roleArn: 'arn:aws:iam::123456789012:role/App',
  region: 'eu-west-1',
  stage: 'dev',
  accountId: '123456789012',
  partition: 'aws',
  service: 'shop',
  functionName: undefined,
  configFile: undefined,
  files: [],
  profile: undefined,
  generatedRole: undefined,
  explanation: { answers: [], text: '' },
};
const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] };

function request(given: StsOptions): unknown {
  return buildRequest(TARGET, mergeOptions([givenOptions({ ...given }, 'the options given')]), '/');
}

describe('the request', () => {
  test('names role and session, and nothing that was not asked for', () => {
    expect(request({})).toEqual({ RoleArn: TARGET.roleArn, RoleSessionName: 'shop-dev-test' });
  });

  test('has every option as STS names it', () => {
    const all: StsOptions = {
      sessionName: 'me',
      durationSeconds: 900,
      externalId: 'x-1',
      mfaSerial: 'GAHT12345678',
      mfaCode: '123456',
      sourceIdentity: 'ann',
      tags: { Team: 'a', Cost: 'b' },
      transitiveTagKeys: ['Team'],
      sessionPolicy: POLICY,
      policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    };
    expect(request(all)).toEqual({
      RoleArn: TARGET.roleArn,
      RoleSessionName: 'me',
      DurationSeconds: 900,
      ExternalId: 'x-1',
      SerialNumber: 'GAHT12345678',
      TokenCode: '123456',
      SourceIdentity: 'ann',
      Tags: [
        { Key: 'Team', Value: 'a' },
        { Key: 'Cost', Value: 'b' },
      ],
      TransitiveTagKeys: ['Team'],
      Policy: JSON.stringify(POLICY),
      PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
    });
  });
});

test('the default session name is one that STS accepts, whatever service and stage', () => {
  expect(defaultSessionName(undefined, 'dev')).toBe('sts-dev-test');
  expect(defaultSessionName('my service', 'dev')).toBe('my-service-dev-test');
  fc.assert(
    fc.property(
      fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
      fc.stringMatching(/^[A-Za-z0-9-]{1,100}$/),
      (service, stage) => {
        expect(defaultSessionName(service, stage)).toMatch(/^[\w+=,.@-]{2,64}$/);
      },
    ),
  );
});

describe('the statements of the role as the session policy', () => {
  const allow = (path: string, Action: string, Resource: string): GrantedStatement => ({
    path,
    statement: { Effect: 'Allow', Action, Resource },
  });
  const given = (grants: Grants, options: StsOptions = {}): unknown =>
    buildRequest(TARGET, mergeOptions([givenOptions({ sessionPolicy: 'statements', ...options }, 'the options given')]), '/', grants);

  test('are sent with managed policies beside those of the options, none twice', () => {
    const managedPolicies = ['arn:aws:iam::aws:policy/A', 'arn:aws:iam::aws:policy/B'];
    const policyArns = ['arn:aws:iam::aws:policy/B', 'arn:aws:iam::aws:policy/C'];
    expect(given({ statements: [allow('a', 's3:*', '*')], managedPolicies }, { policyArns })).toMatchObject({
      Policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
      PolicyArns: ['A', 'B', 'C'].map((name) => ({ arn: `arn:aws:iam::aws:policy/${name}` })),
    });
  });

  test('are left out where there are managed policies alone', () => {
    const made = given({ statements: [], managedPolicies: ['arn:aws:iam::aws:policy/A'] });
    expect(made).toMatchObject({ PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/A' }] });
    expect(made).not.toHaveProperty('Policy');
  });

  test('grant nothing where there is nothing: no policy would grant everything', () => {
    expect(given({ statements: [], managedPolicies: [] })).toMatchObject({
      Policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}',
    });
  });

  test('may have ten managed policies, and no more', () => {
    const managedPolicies = Array.from({ length: 9 }, (_item, index) => `arn:aws:iam::aws:policy/P${index}`);
    const arns = (...names: string[]): StsOptions => ({ policyArns: names.map((name) => `arn:aws:iam::aws:policy/${name}`) });
    expect(() => given({ statements: [], managedPolicies }, arns('X'))).not.toThrow();
    expect(() => given({ statements: [], managedPolicies }, arns('X', 'Y'))).toThrow(
      expect.objectContaining({ code: 'STS_POLICY_TOO_LARGE', message: expect.stringContaining('11 managed policies') }),
    );
  });

  test('that are too large are told with their places and sizes', () => {
    const statements = Array.from({ length: 3 }, (_item, index) =>
      allow(`provider.iam.role.statements[${index}]`, `s3:${'x'.repeat(900)}${index}`, `arn:${index}`),
    );
    expect(() => given({ statements, managedPolicies: [] })).toThrow(
      expect.objectContaining({ code: 'STS_POLICY_TOO_LARGE', message: expect.stringContaining('953  provider.iam.role.statements[0]') }),
    );
  });
});

describe('the session policy', () => {
  test('is minified, from an object, a text or a file beside the configuration', async () => {
    await using project = await seed({ 'policies/p.json': POLICY });
    const minified = JSON.stringify(POLICY);
    expect(readSessionPolicy(POLICY, '/', 'x').text).toBe(minified);
    expect(readSessionPolicy(JSON.stringify(POLICY, null, 4), '/', 'x').text).toBe(minified);
    expect(readSessionPolicy('policies/p.json', project.dir, 'x').text).toBe(minified);
  });

  test('may have 2048 characters when minified, and no more', () => {
    const policy = (length: number): Record<string, string> => ({ a: 'x'.repeat(length - '{"a":""}'.length) });
    expect(request({ sessionPolicy: policy(2048) })).toMatchObject({ Policy: expect.stringMatching(/^.{2048}$/) });
    expect(() => request({ sessionPolicy: policy(2049) })).toThrow(
      expect.objectContaining({
        code: 'STS_POLICY_TOO_LARGE',
        message: 'The session policy (from the options given) has 2049 characters when minified; STS takes 2048.',
      }),
    );
  });

  test('shares its room with the ARNs of managed policies', () => {
    const policyArns = [`arn:aws:iam::aws:policy/${'x'.repeat(26)}`];
    const policy = (length: number): Record<string, string> => ({ a: 'x'.repeat(length - '{"a":""}'.length) });
    expect(() => request({ sessionPolicy: policy(1998), policyArns })).not.toThrow();
    expect(() => request({ sessionPolicy: policy(1999), policyArns })).toThrow(
      expect.objectContaining({
        code: 'STS_POLICY_TOO_LARGE',
        message: expect.stringContaining('the ARNs of its 1 managed policies 50; STS takes 2048 for both.'),
      }),
    );
  });

  test('that is too large shows its largest statements with their sizes', () => {
    const statement = (Sid: string, length: number): object => ({
      Sid,
      Effect: 'Allow',
      Action: 's3:*',
      Resource: `arn:aws:s3:::${'x'.repeat(length)}`,
    });
    const Statement = [
      statement('Small', 10),
      statement('Large', 1500),
      statement('Middle', 700),
      ...['D', 'E', 'F'].map((sid) => statement(sid, 1)),
    ];
    expect(() => request({ sessionPolicy: { Version: '2012-10-17', Statement } })).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          /largest statements, in characters:\n  1575  Statement\[1\] \(Sid "Large"\)\n   776  Statement\[2\] \(Sid "Middle"\)\n.*\n.*\n.*\n  and 1 more$/,
        ),
      }),
    );
  });

  test('that cannot be read says from where', () => {
    expect(() => readSessionPolicy('none.json', '/base', 'STS_SESSION_POLICY')).toThrow(
      expect.objectContaining({
        code: 'STS_POLICY_INVALID',
        message: expect.stringContaining('/base/none.json (from STS_SESSION_POLICY)'),
      }),
    );
    expect(() => readSessionPolicy('{oops', '/base', 'custom.sts')).toThrow(
      expect.objectContaining({ code: 'STS_POLICY_INVALID', message: expect.stringContaining('custom.sts') }),
    );
  });
});
