import { seed } from '@sts/test-kit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { givenOptions, mergeOptions, type StsOptions } from '../options/index.js';
import type { Target } from '../target/index.js';
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

  test('has every option as STS names it, but for the MFA code, which is got when the call is made', () => {
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

describe('the session policy', () => {
  test('is minified, from an object, a text or a file beside the configuration', async () => {
    await using project = await seed({ 'policies/p.json': POLICY });
    const minified = JSON.stringify(POLICY);
    expect(readSessionPolicy(POLICY, '/', 'x')).toBe(minified);
    expect(readSessionPolicy(JSON.stringify(POLICY, null, 4), '/', 'x')).toBe(minified);
    expect(readSessionPolicy('policies/p.json', project.dir, 'x')).toBe(minified);
  });

  test('may have 2048 characters when minified, and no more', () => {
    const policy = (length: number): Record<string, string> => ({ a: 'x'.repeat(length - '{"a":""}'.length) });
    expect(readSessionPolicy(policy(2048), '/', 'x')).toHaveLength(2048);
    expect(() => readSessionPolicy(policy(2049), '/', 'STS_SESSION_POLICY')).toThrow(
      expect.objectContaining({ code: 'STS_POLICY_TOO_LARGE', message: expect.stringContaining('2049') }),
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
