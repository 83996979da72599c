import { describe, expect, test } from 'vitest';
import { ask, GOOD, MARKS, ROLE, WATCHED, type Wishes } from './support/canary/world.js';

const SECRET = 'canary-of-this-row';
const marks = { 'secret of the row': SECRET };
/** Takes the keys out that every run has. */
const NO_KEYS = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };

interface Row extends Omit<Wishes, 'marks'> {
  name: string;
  code: string;
}

/** A profile of the shared files, in the project. */
function profile(name: string, config: string, files: Wishes['files'] = {}): Pick<Row, 'files' | 'prepare' | 'env'> {
  return {
    env: { ...NO_KEYS, AWS_PROFILE: name },
    files: { 'aws/config': `[profile ${name}]\n${config}\n`, ...files },
    prepare: ({ file }) => ({
      AWS_CONFIG_FILE: file('aws/config'),
      AWS_SHARED_CREDENTIALS_FILE: file('aws/credentials'),
      HOME: file('home'),
    }),
  };
}

/** Stands in the configuration of a profile, so that the process has it as its argument. */
const GIVEN = 'canary-of-the-command';
const PROCESS = 'credential_process = node print.cjs';

const SOURCES: Row[] = [
  {
    name: 'a credential_process that fails and prints',
    code: 'STS_SOURCE_FAILED',
    ...profile('bad', PROCESS, { 'print.cjs': `console.log('${SECRET}'); console.error('${SECRET}'); process.exit(3)` }),
  },
  {
    name: 'a credential_process that is given a secret, and crashes as Node does',
    code: 'STS_SOURCE_FAILED',
    ...profile('bad', `${PROCESS} ${GIVEN}`, { 'print.cjs': `throw new Error('${SECRET}\\n    at ${SECRET}')` }),
  },
  {
    name: 'a credential_process that prints what is no JSON',
    code: 'STS_SOURCE_FAILED',
    ...profile('bad', PROCESS, { 'print.cjs': `console.log('${SECRET}')` }),
  },
  {
    name: 'a credential_process whose JSON is cut',
    code: 'STS_SOURCE_FAILED',
    ...profile('bad', PROCESS, { 'print.cjs': `console.log('{"Version":1,"SecretAccessKey":"${SECRET}",,')` }),
  },
  {
    name: 'a credential_process with another version',
    code: 'STS_SOURCE_FAILED',
    ...profile('bad', PROCESS, {
      'print.cjs': `console.log(JSON.stringify({ Version: 2, AccessKeyId: 'AKIAAAAAAAAAAAAAWXYZ', SecretAccessKey: '${SECRET}' }))`,
    }),
  },
  {
    name: 'a credential_process whose credentials have expired',
    code: 'STS_CREDENTIALS_EXPIRED',
    ...profile('bad', PROCESS, {
      'print.cjs': `console.log(JSON.stringify({ Version: 1, AccessKeyId: 'AKIAAAAAAAAAAAAAWXYZ', SecretAccessKey: '${SECRET}', SessionToken: '${SECRET}', Expiration: '2020-01-01T00:00:00Z' }))`,
    }),
  },
  {
    name: 'a profile with half of the keys',
    code: 'STS_SOURCE_FAILED',
    ...profile('half', '', { 'aws/credentials': `[half]\naws_secret_access_key = ${SECRET}\n` }),
  },
  {
    name: 'a profile that is not well-formed',
    code: 'STS_SOURCE_FAILED',
    ...profile('bent', `aws_secret_access_key ${SECRET}\n= ${SECRET}\n[[${SECRET}`),
  },
  {
    name: 'a profile that is not there, beside others with secrets',
    code: 'STS_PROFILE_NOT_FOUND',
    ...profile('there', `aws_secret_access_key = ${SECRET}`),
    env: { ...NO_KEYS, AWS_PROFILE: 'elsewhere' },
  },
  {
    name: 'a wrong secret in a profile',
    code: 'STS_CREDENTIALS_INVALID',
    ...profile('keys', `aws_access_key_id = AKIAAAAAAAAAAAAAWXYZ\naws_secret_access_key = ${SECRET}\naws_session_token = ${SECRET}`),
  },
  {
    name: 'an SSO session that has expired',
    code: 'STS_SOURCE_FAILED',
    ...profile(
      'sso',
      'sso_start_url = https://127.0.0.1:9/start\nsso_region = eu-central-1\nsso_account_id = 222222222222\nsso_role_name = Dev',
      {
        // By the SHA-1 of the start URL.
        'home/.aws/sso/cache/3a4a5b4d3b0c3a2f2b2b1c2f2d2e2f3031323334.json': { accessToken: SECRET, expiresAt: '2020-01-01T00:00:00Z' },
      },
    ),
  },
  {
    name: 'a web identity token that is none',
    code: 'STS_SOURCE_FAILED',
    env: { ...NO_KEYS, AWS_ROLE_ARN: ROLE, STS_ROLE_ARN: 'arn:aws:iam::222222222222:role/next' },
    files: { token: SECRET },
    prepare: ({ file }) => ({ AWS_WEB_IDENTITY_TOKEN_FILE: file('token') }),
  },
  {
    name: 'a web identity token that is none, for the role itself',
    code: 'STS_WEB_IDENTITY_INVALID',
    env: { ...NO_KEYS, STS_EXTERNAL_ID: '', STS_MFA_SERIAL: '', STS_MFA_CODE: '' },
    files: { token: SECRET },
    prepare: ({ file }) => ({ AWS_WEB_IDENTITY_TOKEN_FILE: file('token') }),
  },
  {
    name: "a container's endpoint that is another one",
    code: 'STS_SOURCE_FAILED',
    env: { ...NO_KEYS, AWS_CONTAINER_AUTHORIZATION_TOKEN: SECRET, STS_TIMEOUT_MS: '15000' },
    prepare: ({ sts }) => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${sts.url}/credentials` }),
  },
];

const CONFIGURATIONS: Row[] = [
  { name: 'broken YAML beside a secret', code: 'STS_CONFIG_INVALID', yml: `service: x\npassword: "${SECRET}\n b: - ]\n` },
  { name: 'a key twice beside a secret', code: 'STS_CONFIG_INVALID', yml: `${GOOD}  a: ${SECRET}\n  a: ${SECRET}\n` },
  {
    name: 'broken JSON beside a secret',
    code: 'STS_CONFIG_INVALID',
    yml: '',
    files: { 'serverless.json': `{"service":"x","password":"${SECRET}"x}` },
  },
  {
    name: 'a broken file of secrets',
    code: 'STS_CONFIG_INVALID',
    yml: GOOD.replace(ROLE, '${file(secrets.json):role}'),
    files: { 'secrets.json': `{"${SECRET}"${SECRET}` },
  },
  {
    name: 'a key that a file of secrets has not',
    code: 'STS_VARIABLE_UNRESOLVED',
    yml: GOOD.replace(ROLE, '${file(secrets.json):role}'),
    files: { 'secrets.json': { password: SECRET } },
  },
  { name: 'params that are no JSON', code: 'STS_OPTIONS_INVALID', env: { STS_PARAMS: `{"password":"${SECRET}",` } },
  { name: 'variables that are no JSON', code: 'STS_OPTIONS_INVALID', env: { STS_VARIABLES: `{"password":"${SECRET}",` } },
  { name: 'an external id that is none', code: 'STS_OPTIONS_INVALID', env: { STS_EXTERNAL_ID: `${SECRET} with a space` } },
  { name: 'an MFA code that is none', code: 'STS_OPTIONS_INVALID', env: { STS_MFA_CODE: SECRET } },
  { name: 'an endpoint that is none, with a password', code: 'STS_OPTIONS_INVALID', env: { STS_ENDPOINT: `nonsense://user:${SECRET}@` } },
];

const CALLS: Row[] = [
  {
    name: 'an endpoint with a password that is down',
    code: 'STS_UNREACHABLE',
    env: { AWS_ENDPOINT_URL_STS: `http://user:${SECRET}@127.0.0.1:9` },
  },
  { name: 'a proxy with a password that is down', code: 'STS_UNREACHABLE', env: { HTTP_PROXY: `http://ann:${SECRET}@127.0.0.1:1` } },
  {
    name: 'a proxy with a password that is none',
    code: 'STS_CONNECTION_INVALID',
    env: { HTTP_PROXY: `socks5://ann:${SECRET}@127.0.0.1:1` },
  },
  {
    name: 'an MFA command that fails and prints',
    code: 'STS_MFA_REQUIRED',
    env: { STS_MFA_CODE: '', STS_MFA_COMMAND: 'cat printed; cat printed >&2; exit 1' },
    files: { printed: SECRET },
  },
  { name: 'a stale session token', code: 'STS_CREDENTIALS_INVALID', env: { AWS_SESSION_TOKEN: SECRET } },
  { name: 'a session token with a newline', code: 'STS_CREDENTIALS_INVALID', env: { AWS_SESSION_TOKEN: `${SECRET}\n` } },
  { name: 'a key with a newline', code: 'STS_CREDENTIALS_INVALID', env: { AWS_ACCESS_KEY_ID: `AKIA${SECRET}\n` } },
  {
    name: 'an external id that the trust policy does not want',
    code: 'STS_ACCESS_DENIED',
    trust: trusting({ StringEquals: { 'sts:ExternalId': SECRET } }),
  },
  {
    name: 'an external id that the trust policy of the configuration does not want',
    code: 'STS_ACCESS_DENIED',
    trust: trusting({ StringEquals: { 'sts:ExternalId': SECRET } }),
    yml: `${GOOD}resources:\n  Resources:\n    AppRole:\n      Type: AWS::IAM::Role\n      Properties:\n        RoleName: orders\n        Path: /app/\n        AssumeRolePolicyDocument: ${JSON.stringify(trusting({ StringEquals: { 'sts:ExternalId': SECRET } }))}\n`,
  },
  { name: 'a wrong MFA code', code: 'STS_ACCESS_DENIED', env: { STS_MFA_CODE: '736455' } },
  ...[
    'ValidationError',
    'AccessDenied',
    'InvalidClientTokenId',
    'MalformedPolicyDocument',
    'PackedPolicyTooLarge',
    'Unheard',
    'InternalFailure',
  ].map((code): Row => ({
    name: `${code}, with all that was sent in its text`,
    code: expect.stringMatching(/^STS_/) as unknown as string,
    env: { AWS_SESSION_TOKEN: SECRET },
    prepare: ({ sts, user }) => {
      const message = [user.secretAccessKey, user.accessKeyId, SECRET, ...Object.values(MARKS).slice(0, 2)].join(' ');
      sts.fault({ kind: 'error', code, message, status: code === 'InternalFailure' ? 500 : 400, times: 'always' });
    },
  })),
  {
    name: 'options that are handed to the helper process',
    code: 'STS_UNREACHABLE',
    env: { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9', CANARY_OPTIONS: JSON.stringify({ externalId: SECRET }) },
  },
];

function trusting(Condition: object): object {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::222222222222:user/developer' }, Action: 'sts:AssumeRole', Condition }],
  };
}

function inBothWays(rows: Row[]): (Row & { mode: 'async' | 'sync' })[] {
  return rows.flatMap((row) => (['async', 'sync'] as const).map((mode) => ({ ...row, mode })));
}

describe.each([
  ['source credentials', inBothWays(SOURCES)],
  ['configuration', CONFIGURATIONS.map((row) => ({ ...row, mode: 'async' as const }))],
  ['call', inBothWays(CALLS)],
])('%s', (_what, rows) => {
  test.for(rows)('$name: no secret is anywhere ($mode)', async ({ name: _name, code, ...wishes }) => {
    const { result, leaks } = await ask({ ...wishes, marks: { ...marks, 'wrong MFA code': '736455' } });
    expect(result.stdout.split('\n')[0], result.all).toEqual(code);
    expect(leaks, result.all).toEqual([]);
    expect(result.all).not.toContain(GIVEN);
  });
});

describe('the helper process', () => {
  test.each([
    ['ends without an answer', 'process.exit(7)'],
    ['is killed', "process.kill(process.pid, 'SIGKILL')"],
  ])('that %s leaves no secret behind', async (_how, does) => {
    const { result, leaks } = await ask({
      mode: 'sync',
      files: { 'spoil.cjs': `if (/helper/.test(process.argv[1] ?? '')) { ${does}; }` },
      prepare: ({ file }) => ({ NODE_OPTIONS: `${WATCHED} --require ${JSON.stringify(file('spoil.cjs'))}` }),
    });
    expect(result.stdout.split('\n')[0], result.all).toBe('STS_INTERNAL');
    expect(leaks).toEqual([]);
  });
});

test.each(['async', 'sync'] as const)('a role that is had leaves its credentials in its own file alone (%s)', async (mode) => {
  const { result, leaks, calls } = await ask({ mode });
  expect(result.stdout.trim(), result.all).toBe('assumed');
  expect(calls).toBe(1);
  expect(leaks).toEqual([]);
});

test('the search finds what is there: in output, in files of project, home and temporary folder, in arguments, in a crash report', async () => {
  const spoil = `
    const fs = require('node:fs');
    const secret = process.env.STS_EXTERNAL_ID;
    console.log(secret);
    console.error(process.env.AWS_SECRET_ACCESS_KEY);
    for (const folder of [process.cwd(), process.env.HOME, process.env.TMPDIR]) fs.writeFileSync(folder + '/found', secret);
    const child = require('node:child_process');
    child.spawn(process.execPath, ['-e', '', secret]);
    child.execFileSync(process.execPath, ['-e', '', secret + process.env.STS_MFA_CODE]);
    fs.mkdirSync('node_modules/.cache/sts', { recursive: true, mode: 0o700 });
    fs.writeFileSync('node_modules/.cache/sts/x.json', process.env.AWS_ACCESS_KEY_ID);
    process.nextTick(() => { throw new Error(process.env.DATABASE_PASSWORD); });
  `;
  const { leaks, result } = await ask({
    files: { 'spoil.cjs': `if (process.argv[1]?.endsWith('ask.cjs')) { ${spoil} }` },
    prepare: ({ file }) => ({ NODE_OPTIONS: `${WATCHED} --require ${JSON.stringify(file('spoil.cjs'))}` }),
  });
  expect(leaks, result.all).toEqual(
    expect.arrayContaining([
      'external id in stdout',
      'secret key in stderr',
      'secret of the environment in stderr',
      'external id in project/found',
      'external id in home/found',
      'external id in tmp/found',
      'external id in log/processes',
      'access key id in project/node_modules/.cache/sts/x.json',
      expect.stringMatching(/^secret of the environment in log\/report\./),
    ]),
  );
});
