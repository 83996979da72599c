import { describe, expect, test } from 'vitest';
import { ACCOUNT, type Consumer, consumer } from './consumer.js';

/** A service that names no role: Serverless generates one, and the account is not in the file. */
const GENERATED = 'service: orders\nprovider:\n  name: aws\n  region: eu-central-1\nfunctions:\n  list:\n    handler: src/list.handler\n';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/orders-dev-eu-central-1-lambdaRole`;

async function service(yml = GENERATED, roleArn = ROLE): Promise<Consumer> {
  const c = await consumer({ files: { 'serverless.yml': yml } });
  c.sts.addRole({ arn: roleArn, trust: c.user.arn });
  return c;
}

const asked = (c: Consumer): { account: number; role: number } => ({
  account: c.sts.count('GetCallerIdentity'),
  role: c.sts.count('AssumeRole'),
});

describe('the account', () => {
  test('is asked for once, and remembered for those who ask with the same credentials', async () => {
    await using c = await service();
    const body = 'const { target, accountId } = await core.openSession(); return [target.roleArn, accountId]';
    expect((await c.script(body)).value).toEqual([ROLE, ACCOUNT]);
    expect(asked(c)).toEqual({ account: 1, role: 1 });
    expect((await c.script(body)).value).toEqual([ROLE, ACCOUNT]);
    expect((await c.script(body, { STS_SESSION_NAME: 'another' })).value).toEqual([ROLE, ACCOUNT]);
    expect(asked(c)).toEqual({ account: 1, role: 2 });

    const other = c.sts.addUser({ name: 'other', account: '333333333333' });
    const keys = { AWS_ACCESS_KEY_ID: other.accessKeyId, AWS_SECRET_ACCESS_KEY: other.secretAccessKey };
    const { value } = await c.script('return (await core.resolveTarget()).roleArn', keys);
    expect(value).toBe(ROLE.replace(ACCOUNT, '333333333333'));
    expect(asked(c).account).toBe(2);
  });

  test('stands in a file of its owner alone, without a secret', async () => {
    await using c = await service();
    await c.script('return core.resolveTarget()');
    const { value } = await c.script(`
      const fs = require('node:fs');
      const folder = 'node_modules/.cache/sts/';
      return fs.readdirSync(folder).map((name) => [name.replace(/^[0-9a-f]{40}/, ''), fs.statSync(folder + name).mode & 0o777, fs.readFileSync(folder + name, 'utf8')]);
    `);
    expect(value).toEqual([['.account.json', 0o600, `{"accountId":"${ACCOUNT}"}`]]);
  });

  test('is asked for every time without a cache, and leaves nothing', async () => {
    await using c = await service();
    for (let time = 0; time < 2; time++) await c.script('return core.resolveTarget()', { STS_CACHE: '0' });
    expect(asked(c).account).toBe(2);
    expect(await c.cacheFiles()).toEqual([]);
  });

  test('goes with the role to the processes that are started with it', async () => {
    await using c = await service();
    const body = `
      const { env } = await core.openSession();
      const ask = (more) => require('node:child_process').execFileSync(process.execPath, ['-p', "require('@sts/core').resolveTarget().then((t) => console.log(t.roleArn)), ''"],
        { env: { ...process.env, ...env.set, STS_CACHE: '0', ...more }, encoding: 'utf8' }).trim();
      return [env.set.STS_LOOKUPS, ask({}), ask({ STS_ASSUMED_ROLE_ARN: 'arn:of-another' })]`;
    const { value, result } = await c.script<string[]>(body);
    expect(value, result.all).toEqual([expect.stringContaining(ACCOUNT), ROLE, ROLE]);
    // One by the first process, one by the one that the answers are not for.
    expect(asked(c).account).toBe(2);
  });

  test('is not asked for where the role says it', async () => {
    await using c = await service(`${GENERATED.replace('  region', `  role: ${ROLE}\n  region`)}`);
    expect((await c.script<{ roleArn: string }>('return core.resolveTarget()')).value?.roleArn).toBe(ROLE);
    expect(asked(c)).toEqual({ account: 0, role: 0 });
  });

  test('is not asked for in a stage that is not allowed', async () => {
    await using c = await service();
    for (const call of ['resolveTarget', 'assumeRole']) {
      expect((await c.script(`return core.${call}()`, { STS_ALLOWED_STAGES: 'test' })).error?.code).toBe('STS_STAGE_NOT_ALLOWED');
    }
    expect(asked(c)).toEqual({ account: 0, role: 0 });
  });

  test('of the partition that the region is in', async () => {
    await using c = await consumer({ files: { 'serverless.yml': GENERATED }, user: { partition: 'aws-cn' } });
    const { value } = await c.script<{ roleArn: string; partition: string }>("return core.resolveTarget({ region: 'cn-north-1' })");
    expect(value).toMatchObject({ roleArn: `arn:aws-cn:iam::${ACCOUNT}:role/orders-dev-cn-north-1-lambdaRole`, partition: 'aws-cn' });
  });

  test('is told among what was looked up', async () => {
    await using c = await service();
    const { value } = await c.script<{ answers: { what: string; lookups: unknown[] }[]; text: string }>(
      'return (await core.resolveTarget()).explanation',
    );
    expect(value?.answers.find(({ what }) => what === 'role')?.lookups).toEqual([
      { what: 'The account of the source credentials', asks: 'STS' },
    ]);
    expect(value?.text).toContain('STS was asked: the account of the source credentials');
  });

  test('is asked for again when too many ask, for as long as there is time', async () => {
    await using c = await service();
    c.sts.fault({ kind: 'throttling', times: 3 });
    expect((await c.script('return (await core.resolveTarget()).roleArn', { STS_TIMEOUT_MS: '10000' })).value).toBe(ROLE);
    expect(asked(c)).toEqual({ account: 4, role: 0 });
  });

  test.each([
    ['is refused', 'STS_LOOKUP_FAILED', { kind: 'internal-failure' as const }, {}],
    ['is too busy', 'STS_LOOKUP_FAILED', { kind: 'throttling' as const }, { STS_TIMEOUT_MS: '3000' }],
    ['is not STS', 'STS_RESPONSE_INVALID', { kind: 'html' as const }, {}],
    ['is silent', 'STS_TIMEOUT', { kind: 'silent' as const }, { STS_TIMEOUT_MS: '1500' }],
  ])('cannot be had where what answers %s', async (_what, code, fault, env) => {
    await using c = await service();
    c.sts.fault({ ...fault, times: 'always' });
    const { error, result } = await c.script('return core.resolveTarget()', env);
    expect(error?.code).toBe(code);
    expect(error?.message).toContain('account of the source credentials');
    for (const secret of [c.user.secretAccessKey]) expect(result.all).not.toContain(secret);
    expect((await c.cacheFiles()).filter((name) => name.endsWith('.account.json'))).toEqual([]);
  });

  test('needs source credentials', async () => {
    await using c = await service();
    const env = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' };
    expect((await c.script('return core.resolveTarget()', env)).error?.code).toBe('STS_NO_CREDENTIALS');
  });

  test('cannot decide about the credentials that ask for it', async () => {
    await using c = await service(GENERATED.replace('  region', '  profile: ${aws:accountId}\n  region'));
    const env = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    expect((await c.script('return core.resolveTarget()', env)).error?.code).toBe('STS_VARIABLE_CYCLE');
  });
});

describe('a generated role', () => {
  test('that lets nobody in is told with the YAML that would', async () => {
    await using c = await consumer({ files: { 'serverless.yml': GENERATED } });
    const { error } = await c.script('return core.assumeRole()');
    expect(error?.code).toBe('STS_ACCESS_DENIED');
    expect(error?.hint).toContain(
      'resources:\n  extensions:\n    IamRoleLambdaExecution:\n      Properties:\n        AssumeRolePolicyDocument:',
    );
    expect(error?.hint).toContain(`Principal: { AWS: '${c.user.arn}' }`);
  });

  test('of a function of its own is told with its own logical id', async () => {
    await using c = await consumer({
      files: { 'serverless.yml': `${GENERATED}    iamRoleStatements: []\nplugins: [serverless-iam-roles-per-function]\n` },
    });
    const { error } = await c.script("return core.assumeRole({ function: 'list' })");
    expect(error?.message).toContain('role/orders-dev-list-eu-central-1-lambdaRole');
    expect(error?.hint).toContain('ListIamRoleLambdaExecution:');
  });
});

describe('values for variables', () => {
  const VAULT = 'service: orders\nprovider:\n  name: aws\n  role: ${vault(eu):app.role, "x"}\n';

  test.each([
    ['the option', `return (await core.resolveTarget({ variables: { 'vault(eu):app.role': '${ROLE}' } })).roleArn`, {}],
    [
      'the environment',
      'return (await core.resolveTarget()).roleArn',
      { STS_VARIABLES: JSON.stringify({ 'vault( eu ): app.role': ROLE }) },
    ],
  ])('of a source that nobody knows here come from %s', async (_what, body, env) => {
    await using c = await service(VAULT);
    expect((await c.script(body, env)).value).toBe(ROLE);
  });

  test('come from custom.sts, too, and come before what a source would say', async () => {
    await using c = await service(
      `service: orders\nprovider:\n  name: aws\n  role: \${ssm:/role}\ncustom:\n  sts:\n    variables:\n      ssm:/role: ${ROLE}\n`,
    );
    expect((await c.script('return (await core.resolveTarget()).roleArn')).value).toBe(ROLE);
  });

  test('are told to be needed, whatever fallback there is', async () => {
    await using c = await service(VAULT);
    const { error } = await c.script('return core.resolveTarget()');
    expect(error).toMatchObject({
      code: 'STS_VARIABLE_UNSUPPORTED',
      hint: expect.stringContaining(`STS_VARIABLES='{"vault(eu):app.role"`),
    });
  });
});

test('a client of the SDK that is not there is named with the command to add it', async () => {
  await using c = await service('service: orders\nprovider:\n  name: aws\n  role: ${ssm:/role}\n');
  // As in a project that has none: Node finds no such package from here.
  const hide = `const { Module } = require('node:module'); const find = Module._resolveFilename; Module._resolveFilename = function (name, ...rest) { if (name === '@aws-sdk/client-ssm') throw Object.assign(new Error('not found'), { code: 'MODULE_NOT_FOUND' }); return find.call(this, name, ...rest); };`;
  const { error } = await c.script(`${hide} return core.resolveTarget()`);
  expect(error).toMatchObject({
    code: 'STS_CLIENT_MISSING',
    message: 'The parameter /role is asked of AWS with @aws-sdk/client-ssm, which is not installed.',
    hint: expect.stringContaining('npm install --save-dev @aws-sdk/client-ssm'),
  });
});
