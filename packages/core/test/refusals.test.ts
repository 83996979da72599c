import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { inspect } from 'node:util';
import { type FaultSpec, run, seed, startStsEndpoint } from '@sts/test-kit';
import { describe, expect, test } from 'vitest';
import { STS_ERROR_CODES } from '../src/errors/codes.js';

const CORE = path.resolve(import.meta.dirname, '..');
const ROLE = 'arn:aws:iam::222222222222:role/app/orders';
const GOOD = `service: orders\nprovider:\n  name: aws\n  region: eu-central-1\n  iam:\n    role: ${ROLE}\n`;
/** Prints all there is of an error: hidden fields and causes too. */
const ASK = `const { inspect } = require('node:util');
const { isStsError, openSession } = require('@sts/core');
openSession().then(
  () => console.log('assumed'),
  (error) => {
    console.log(isStsError(error) ? error.code : 'FOREIGN');
    console.log(inspect(error, { showHidden: true, depth: null, getters: true }));
    console.log(error.message + '\\n' + error.hint);
    process.exitCode = 1;
  },
);
`;

async function ask(options: {
  yml?: string;
  env?: Record<string, string>;
  fault?: FaultSpec;
  files?: Record<string, string>;
  trust?: object;
}) {
  await using sts = await startStsEndpoint();
  const user = sts.addUser({ name: 'developer', account: '222222222222', policy: [] });
  const trust = options.trust as Parameters<typeof sts.addRole>[0]['trust'] | undefined;
  sts.addRole({ arn: ROLE, trust: trust ?? user.arn });
  await using project = await seed(
    {
      'package.json': { name: 'consumer' },
      'ask.cjs': ASK,
      ...(options.yml === '' ? {} : { 'serverless.yml': options.yml ?? GOOD }),
      ...options.files,
    },
    { links: { '@sts/core': CORE } },
  );
  if (options.fault !== undefined) sts.fault(options.fault);
  const env = { AWS_ACCESS_KEY_ID: user.accessKeyId, AWS_SECRET_ACCESS_KEY: user.secretAccessKey, AWS_ENDPOINT_URL_STS: sts.url };
  const result = await run(process.execPath, ['ask.cjs'], { cwd: project.dir, env: { ...env, ...options.env } });
  const issued = sts.issued.flatMap(({ secretAccessKey, sessionToken }) => [secretAccessKey, sessionToken]);
  return {
    result,
    calls: sts.count('AssumeRole'),
    secrets: [user.secretAccessKey, user.accessKeyId, ...issued],
    files: await project.list('node_modules/.cache'),
  };
}

interface Row {
  name: string;
  code: string;
  /** A part of what is shown. */
  shows: string;
  given: Parameters<typeof ask>[0];
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
    given: { yml: `${GOOD}custom:\n  sts:\n    regoin: x\n    durationSeconds: 60\n` },
  },
  {
    name: 'a variable that is nearly an option',
    code: 'STS_OPTIONS_INVALID',
    shows: 'Did you mean STS_STAGE?',
    given: { env: { STS_STAEG: 'dev' } },
  },
  { name: 'an unsupported option', code: 'STS_OPTION_UNSUPPORTED', shows: 'via', given: { env: { STS_VIA: ROLE } } },
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
      yml: `${GOOD}  iamRoleStatements: [{ Effect: Allow, Action: 's3:*', Resource: !Ref Table }]\n`,
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
    given: { fault: { kind: 'throttling', ...always } },
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
    const { result, calls, secrets, files } = await ask(given);
    expect(result.stdout.split('\n')[0]).toBe(code);
    expect(result.stdout).toContain(shows);
    expect(result.exitCode).toBe(1);
    expect(calls).toBe(0);
    expect(files).toEqual([]);
    for (const secret of secrets) expect(result.all).not.toContain(secret);
  });
});

describe('what STS, or what stands in its place, answers', () => {
  test.for(REFUSALS)('$name is $code, and no secret is in the error or its causes', async ({ code, shows, given }) => {
    const { result, secrets, files } = await ask(given);
    expect(result.stdout.split('\n')[0], result.all).toBe(code);
    expect(result.stdout).toContain(shows.replace('role/other', 'other'));
    expect(result.exitCode).toBe(1);
    // The record of the refusal, for those who ask in the same run; no lock, no temporary file.
    expect(files.filter((file) => !file.endsWith('.refused.json'))).toEqual([]);
    for (const secret of [...secrets, given.env?.['AWS_SECRET_ACCESS_KEY'] ?? secrets[0] ?? '']) expect(result.all).not.toContain(secret);
  });

  test.for(['throttling', 'service-unavailable', 'cut'] as const)('%s, once, is got over', async (kind) => {
    const { result } = await ask({ fault: { kind } });
    expect(result.stdout.trim()).toBe('assumed');
  });
});

test('docs/errors.md has an entry for every code, and no other', async () => {
  const text = await readFile(path.resolve(CORE, '../../docs/errors.md'), 'utf8');
  const entries = [...text.matchAll(/^### (\S+)$/gm)].map((match) => match[1]);
  expect(entries.toSorted(), inspect(entries)).toEqual(Object.keys(STS_ERROR_CODES).toSorted());
});
