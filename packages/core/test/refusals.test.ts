import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { STS_ERROR_CODES } from '../src/errors/codes.js';
import { ask, GOOD, type Wishes } from './support/canary/world.js';

const CORE = path.resolve(import.meta.dirname, '..');

interface Row {
  name: string;
  code: string;
  /** A part of what is shown. */
  shows: string;
  given: Wishes;
}

const CONFIGURATION: Row[] = [
  { name: 'no configuration', code: 'STS_CONFIG_NOT_FOUND', shows: 'STS_CONFIG=', given: { yml: '' } },
  { name: 'broken YAML', code: 'STS_CONFIG_INVALID', shows: 'serverless.yml:4:2', given: { yml: 'service: x\nprovider:\n  - a\n b: "\n' } },
  { name: 'an unknown tag', code: 'STS_CONFIG_INVALID', shows: 'unknown tag', given: { yml: 'service: !Nonsense x\n' } },
  { name: 'no role', code: 'STS_ROLE_MISSING', shows: 'provider.iam.role', given: { yml: 'service: x\nprovider:\n  name: aws\n' } },
  {
    name: 'a role that is not an ARN',
    code: 'STS_ROLE_INVALID',
    shows: 'provider.role in serverless.yml names "my role"',
    given: { yml: 'provider:\n  role: my role\n' },
  },
  {
    name: 'settings of a role that is not generated, without functions',
    code: 'STS_ROLE_MISSING',
    shows: 'provider.iam.role',
    given: { yml: 'provider:\n  iam:\n    role:\n      name: x\n' },
  },
  {
    name: 'a logical id that is not there',
    code: 'STS_ROLE_INVALID',
    shows: 'Did you mean AppRole?',
    given: { yml: 'provider:\n  role: !GetAtt AppRoll.Arn\nresources:\n  Resources:\n    AppRole: { Type: AWS::IAM::Role }\n' },
  },
  {
    name: 'a parameter without a default',
    code: 'STS_ROLE_UNKNOWN',
    shows: 'the parameter RoleArn',
    given: { yml: 'provider:\n  role: !Ref RoleArn\nresources:\n  Parameters:\n    RoleArn: { Type: String }\n' },
  },
  {
    name: 'a function that only a deployment answers',
    code: 'STS_ROLE_UNSUPPORTED',
    shows: 'Fn::Transform',
    given: { yml: 'provider:\n  role: !Transform { Name: X }\n' },
  },
  {
    name: 'a variable without a value',
    code: 'STS_VARIABLE_UNRESOLVED',
    shows: '${env:NOPE} in provider.role',
    given: { yml: 'provider:\n  role: ${env:NOPE}\n' },
  },
  { name: "a plugin's source", code: 'STS_VARIABLE_UNSUPPORTED', shows: '"vault"', given: { yml: 'provider:\n  role: ${vault:x.y}\n' } },
  {
    name: 'a circle',
    code: 'STS_VARIABLE_CYCLE',
    shows: 'custom.a → custom.b → custom.a',
    given: { yml: 'provider:\n  role: ${self:custom.a}\ncustom:\n  a: ${self:custom.b}\n  b: ${self:custom.a}\n' },
  },
  {
    name: 'unknown and wrong options',
    code: 'STS_OPTIONS_INVALID',
    shows: 'Did you mean region?',
    given: { yml: `${GOOD}  sts:\n    regoin: x\n    durationSeconds: 60\n` },
  },
  {
    name: 'a variable that is nearly an option',
    code: 'STS_OPTIONS_INVALID',
    shows: 'Did you mean STS_STAGE?',
    given: { env: { STS_STAEG: 'dev' } },
  },
  {
    name: 'variables of no function',
    code: 'STS_FUNCTION_UNKNOWN',
    shows: 'STS_ENVIRONMENT',
    given: { env: { STS_ENVIRONMENT: 'nobody' } },
  },
  {
    name: 'no credentials',
    code: 'STS_NO_CREDENTIALS',
    shows: 'AWS_PROFILE=',
    given: { env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' } },
  },
  { name: 'half of the keys', code: 'STS_SOURCE_FAILED', shows: 'without AWS_ACCESS_KEY_ID', given: { env: { AWS_ACCESS_KEY_ID: '' } } },
  {
    name: 'a profile that is not there',
    code: 'STS_PROFILE_NOT_FOUND',
    shows: '"nobody" (from AWS_PROFILE)',
    given: { env: { AWS_PROFILE: 'nobody' } },
  },
  {
    name: 'an account that is not allowed',
    code: 'STS_ACCOUNT_NOT_ALLOWED',
    shows: 'was not assumed',
    given: { env: { STS_ALLOWED_ACCOUNTS: '111111111111' } },
  },
  {
    name: 'a stage that is not allowed',
    code: 'STS_STAGE_NOT_ALLOWED',
    shows: 'Nothing was sent',
    given: { env: { STS_ALLOWED_STAGES: 'prod' } },
  },
];

const always = { times: 'always' } as const;
const denied = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::222222222222:user/other' }, Action: 'sts:AssumeRole' }],
};
const REFUSALS: Row[] = [
  {
    name: 'a wrong secret',
    code: 'STS_SIGNATURE_INVALID',
    shows: 'AWS_ACCESS_KEY_ID',
    given: { env: { AWS_SECRET_ACCESS_KEY: 'wrong'.repeat(8) } },
  },
  {
    name: 'an unknown key',
    code: 'STS_CREDENTIALS_INVALID',
    shows: '…WXYZ',
    given: { env: { AWS_ACCESS_KEY_ID: 'AKIAAAAAAAAAAAAAWXYZ' } },
  },
  {
    name: 'a trust policy that leaves the caller out',
    code: 'STS_ACCESS_DENIED',
    shows: '"AWS": "arn:aws:iam::222222222222:user/developer"',
    given: { trust: denied },
  },
  {
    name: 'a duration over the role’s maximum',
    code: 'STS_REQUEST_REFUSED',
    shows: 'maximum session duration',
    given: { env: { STS_DURATION_SECONDS: '7200' } },
  },
  {
    name: 'a role without statements in the configuration',
    code: 'STS_STATEMENTS_MISSING',
    shows: 'provider.iam.role.statements',
    given: { env: { STS_SESSION_POLICY: 'statements' } },
  },
  {
    name: 'a statement that refers to nothing',
    code: 'STS_STATEMENTS_UNKNOWN',
    shows: 'provider.iamRoleStatements[0].Resource refers to "Table"',
    given: {
      yml: GOOD.replace('provider:\n', "provider:\n  iamRoleStatements: [{ Effect: Allow, Action: 's3:*', Resource: !Ref Table }]\n"),
      env: { STS_SESSION_POLICY: 'statements' },
    },
  },
  {
    name: 'a malformed session policy',
    code: 'STS_POLICY_INVALID',
    shows: 'sessionPolicy',
    given: { env: { STS_SESSION_POLICY: '{"Statement":1}' } },
  },
  {
    name: 'a region that is switched off',
    code: 'STS_REGION_DISABLED',
    shows: 'eu-central-1',
    given: { fault: { kind: 'region-disabled' } },
  },
  {
    name: 'throttling without end',
    code: 'STS_THROTTLED',
    shows: 'too many requests',
    given: { env: { STS_TIMEOUT_MS: '3000' }, fault: { kind: 'throttling', ...always } },
  },
  { name: 'failures without end', code: 'STS_SERVICE_FAILED', shows: '500', given: { fault: { kind: 'internal-failure', ...always } } },
  {
    name: 'connections that are cut',
    code: 'STS_UNREACHABLE',
    shows: 'endpoint http://127.0.0.1',
    given: { fault: { kind: 'cut', ...always } },
  },
  { name: 'a web page', code: 'STS_RESPONSE_INVALID', shows: 'proxy', given: { fault: { kind: 'html', ...always } } },
  { name: 'an empty answer', code: 'STS_RESPONSE_INVALID', shows: 'proxy', given: { fault: { kind: 'empty', ...always } } },
  {
    name: 'an endpoint that is silent',
    code: 'STS_TIMEOUT',
    shows: '1500 ms',
    given: { env: { STS_TIMEOUT_MS: '1500' }, fault: { kind: 'silent', ...always } },
  },
  {
    name: 'an endpoint that is down',
    code: 'STS_UNREACHABLE',
    shows: 'ECONNREFUSED',
    given: { env: { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9' } },
  },
  {
    name: 'credentials of another role',
    code: 'STS_IDENTITY_MISMATCH',
    shows: 'role/other',
    given: { fault: { kind: 'wrong-role', answeredRoleArn: 'arn:aws:iam::222222222222:role/other' } },
  },
];

describe('before anything is sent', () => {
  test.for(CONFIGURATION)('$name is $code', async ({ code, shows, given }) => {
    const { result, calls, leaks, files } = await ask(given);
    expect(result.stdout.split('\n')[0], result.all).toBe(code);
    expect(result.stdout).toContain(shows);
    expect(result.exitCode).toBe(1);
    expect(calls).toBe(0);
    expect(files).toEqual([]);
    expect(leaks).toEqual([]);
  });
});

describe('what STS, or what stands in its place, answers', () => {
  const MODES = REFUSALS.flatMap((row) => (['async', 'sync'] as const).map((mode) => ({ ...row, mode })));

  test.for(MODES)('$name is $code ($mode), and no secret is in the error, its causes, or what is left behind', async (row) => {
    const { code, shows, given, mode } = row;
    const { result, leaks, files } = await ask({ ...given, mode });
    expect(result.stdout.split('\n')[0], result.all).toBe(code);
    expect(result.stdout).toContain(shows.replace('role/other', 'other'));
    expect(result.exitCode).toBe(1);
    // The record of the refusal, for those who ask in the same run; no lock, no temporary file.
    expect(files.filter((file) => !file.endsWith('.refused.json'))).toEqual([]);
    expect(leaks).toEqual([]);
  });

  test.for(['throttling', 'service-unavailable', 'cut'] as const)('%s, once, is got over', async (kind) => {
    const { result, leaks } = await ask({ fault: { kind } });
    expect(result.stdout.trim()).toBe('assumed');
    expect(leaks).toEqual([]);
  });
});

test('docs/errors.md has an entry for every code, and no other', async () => {
  const text = await readFile(path.resolve(CORE, '../../docs/errors.md'), 'utf8');
  const entries = [...text.matchAll(/^### (\S+)$/gm)].map((match) => match[1]);
  expect(entries.toSorted(), inspect(entries)).toEqual(Object.keys(STS_ERROR_CODES).toSorted());
});
