import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { ACCOUNT, consumer, type Consumer, ROLE, YML } from './consumer.js';

const AWS = 'Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(AWS|STS)_/.test(name)))';
const OTHER = `arn:aws:iam::${ACCOUNT}:role/other`;

type Env = Record<string, string>;

/** The environment of a process that runs as the role already. */
async function inherited(c: Consumer): Promise<Env> {
  const { value } = await c.script<Env>('return (await core.openSession()).env.set');
  return value ?? {};
}

describe('assumeRole', () => {
  test('puts the role into process.env and takes everything else away by which the code could be somebody else', async () => {
    await using c = await consumer();
    const { value } = await c.script<[Env, string]>(
      `await core.assumeRole(); return [${AWS}, require('node:child_process').execFileSync(process.execPath, ['-p', 'process.env.AWS_ACCESS_KEY_ID']).toString().trim()]`,
      {
        AWS_SESSION_TOKEN: '',
        AWS_PROFILE: '',
        AWS_DEFAULT_PROFILE: 'mine',
        AWS_REGION: 'sa-east-1',
      },
    );
    const [env, ofChild] = value ?? [{}, ''];
    const [issued] = c.sts.issued;
    expect(env).toEqual({
      AWS_ACCESS_KEY_ID: issued?.accessKeyId,
      AWS_SECRET_ACCESS_KEY: issued?.secretAccessKey,
      AWS_SESSION_TOKEN: issued?.sessionToken,
      AWS_CREDENTIAL_EXPIRATION: issued?.expiration.toISOString(),
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_ACCOUNT_ID: ACCOUNT,
      STS_ASSUMED_ROLE_ARN: `arn:aws:sts::${ACCOUNT}:assumed-role/orders/orders-dev-test`,
      AWS_ENDPOINT_URL_STS: c.sts.url,
      AWS_CONFIG_FILE: expect.any(String),
      AWS_SHARED_CREDENTIALS_FILE: expect.any(String),
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    expect(ofChild).toBe(issued?.accessKeyId);
  });

  test('is one call for any number of questions in a process, before and after it was answered', async () => {
    await using c = await consumer();
    const { value } = await c.script<string[]>(`
      const one = await Promise.all([core.assumeRole({ cache: false }), core.openSession({ cache: false }), core.assumeRole({ cache: false })]);
      return [...one, await core.openSession({ cache: false })].map((session) => session.credentials.accessKeyId)`);
    expect(value).toEqual(Array(4).fill(c.sts.issued[0]?.accessKeyId));
    expect(c.sts.count()).toBe(1);
  });

  test('of a second role starts from the source credentials, not from the first role', async () => {
    await using c = await consumer();
    c.sts.addRole({ arn: OTHER, trust: c.user.arn });
    const { value } = await c.script(
      `await core.assumeRole(); await core.assumeRole({ roleArn: '${OTHER}' }); return process.env.STS_ASSUMED_ROLE_ARN`,
    );
    expect(value).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/other/orders-dev-test`);
    expect(c.sts.calls.map(({ callerArn }) => callerArn)).toEqual([c.user.arn, c.user.arn]);
  });

  test('that fails leaves the environment as it was: never the caller in the place of the role', async () => {
    await using c = await consumer({ role: { trust: OTHER.replace('role/other', 'user/x') } });
    const { value } = await c.script<[Env, Env]>(`const before = ${AWS}; await core.assumeRole().catch(() => {}); return [before, ${AWS}]`);
    expect(value?.[1]).toEqual(value?.[0]);
  });

  test('renews what ends within five minutes, and does not hand out what has expired', async () => {
    await using c = await consumer();
    c.sts.lifetimeSeconds = 200;
    const { value } = await c.script<string[]>(
      'const ids = []; for (let i = 0; i < 3; i++) ids.push((await core.openSession()).credentials.accessKeyId); return ids',
    );
    expect(new Set(value).size).toBe(3);
    expect(c.sts.count('AssumeRole')).toBe(3);
  });
});

describe('openSession', () => {
  test('touches nothing; apply does, to any environment, and its undo puts back what was there', async () => {
    await using c = await consumer();
    const { value } = await c.script<unknown[]>(`
      const before = ${AWS};
      const session = await core.openSession();
      const untouched = ${AWS};
      const mine = { AWS_PROFILE: 'x', HOME: '/h' };
      const undo = session.apply(mine);
      const applied = { ...mine };
      undo();
      const undoOwn = session.apply();
      const own = process.env.AWS_ACCESS_KEY_ID;
      undoOwn();
      return [JSON.stringify(before) === JSON.stringify(untouched), applied.AWS_ACCESS_KEY_ID, applied.AWS_PROFILE ?? null, mine, own, JSON.stringify(before) === JSON.stringify(${AWS})]`);
    const id = c.sts.issued[0]?.accessKeyId;
    expect(value).toEqual([true, id, null, { AWS_PROFILE: 'x', HOME: '/h' }, id, true]);
  });

  test.each(['null', "'dev'", '[]', '7'])('with %s for options is an error of options', async (given) => {
    await using c = await consumer();
    expect((await c.script(`return core.openSession(${given})`)).error).toMatchObject({ code: 'STS_OPTIONS_INVALID', isStsError: true });
  });
});

describe('resolveTarget', () => {
  test('finds the role from below the service, with its files, and sends nothing', async () => {
    await using c = await consumer({
      files: {
        'serverless.yml':
          "service: orders\nprovider:\n  name: aws\n  region: ${opt:region, 'eu-central-1'}\n  role: ${file(roles.yml):${sls:stage}}\ncustom:\n  sts:\n    stage: prod\n  broken: ${ssm:/x}\n",
        'roles.yml': `prod: ${ROLE}\ndev: ${OTHER}\n`,
        'src/x.test.js': '',
      },
    });
    const { value } = await c.script(
      `process.chdir('src'); const { explanation, ...target } = await core.resolveTarget(); return { ...target, text: explanation.text }`,
    );
    expect(value).toEqual({
      roleArn: ROLE,
      region: 'eu-central-1',
      stage: 'prod',
      accountId: ACCOUNT,
      partition: 'aws',
      service: 'orders',
      configFile: c.project.path('serverless.yml'),
      files: [c.project.path('serverless.yml'), c.project.path('roles.yml')],
      text: expect.stringContaining('${file(roles.yml):${sls:stage}} in provider.role, line 5, column 3: from file(roles.yml):prod'),
    });
    expect(c.sts.count()).toBe(0);
  });

  test('needs no configuration where the role is named', async () => {
    await using c = await consumer();
    const { value } = await c.script<object>(`process.chdir('/'); return core.resolveTarget({ roleArn: '${ROLE}' })`);
    expect(value).toMatchObject({ roleArn: ROLE, region: 'us-east-1', stage: 'dev' });
    expect(value).not.toHaveProperty('configFile');
  });

  test.each([
    ['wrong options come first', 'serverless.yml', 'provider: [', 'STS_OPTIONS_INVALID', { STS_TIMEOUT_MS: 'x' }],
    ['custom.sts that is no object', 'serverless.yml', `${YML}custom:\n  sts: x\n`, 'STS_OPTIONS_INVALID', {}],
    ['config in custom.sts', 'serverless.yml', `${YML}custom:\n  sts:\n    config: x.yml\n`, 'STS_OPTIONS_INVALID', {}],
    [
      'custom.sts made of aliases',
      'serverless.yml',
      `a: &a [1,1,1,1,1,1,1,1,1]\n${[...'bcdefgh']
        .map(
          (name, index) =>
            `${name}: &${name} [${Array(9)
              .fill(`*${'abcdefgh'[index] ?? ''}`)
              .join()}]`,
        )
        .join('\n')}\ncustom:\n  sts:\n    tags: *h\n`,
      'STS_CONFIG_INVALID',
      {},
    ],
  ])('%s', async (_what, file, text, code, env: Env) => {
    await using c = await consumer({ files: { [file]: text } });
    const { error, result } = await c.script('return core.resolveTarget()', env);
    expect(error?.code).toBe(code);
    expect(result.durationMs).toBeLessThan(5000);
  });
});

describe('a process that runs as the role already', () => {
  test('goes on with it and calls nobody, and so do those it starts', async () => {
    await using c = await consumer();
    const env = await inherited(c);
    const { value } = await c.script<[Env, string]>('const s = await core.assumeRole(); return [s.env.set, s.accountId]', env);
    expect(value).toEqual([env, ACCOUNT]);
    expect(c.sts.count()).toBe(1);
  });

  test('does not when a profile would win, by variable or option', async () => {
    await using c = await consumer();
    const env = await inherited(c);
    for (const more of [{ AWS_PROFILE: 'dev' }, { STS_PROFILE: 'dev' }]) {
      expect((await c.script('return core.openSession()', { ...env, ...more })).error?.code).toBe('STS_PROFILE_NOT_FOUND');
    }
  });

  test('asks for another role as whom it is', async () => {
    await using c = await consumer({ role: { policy: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' } } } });
    const env = await inherited(c);
    c.sts.addRole({ arn: OTHER, trust: ACCOUNT });
    expect((await c.script(`return (await core.openSession({ roleArn: '${OTHER}' })).assumedRoleArn`, env)).value).toContain(
      'assumed-role/other/',
    );
    expect(c.sts.calls.at(-1)?.callerArn).toContain('assumed-role/orders/');
  });

  test('whose session has ended is told so, and does not go on', async () => {
    await using c = await consumer();
    const env = await inherited(c);
    const { error } = await c.script('return core.assumeRole()', { ...env, AWS_CREDENTIAL_EXPIRATION: '2020-01-01T00:00:00.000Z' });
    expect(error).toMatchObject({ code: 'STS_CREDENTIALS_EXPIRED', message: expect.stringContaining('2020-01-01T00:00:00.000Z') });
    expect(c.sts.count()).toBe(1);
  });

  test('is held to allowedStages and allowedAccounts all the same', async () => {
    await using c = await consumer();
    const env = await inherited(c);
    expect((await c.script('return core.openSession()', { ...env, STS_ALLOWED_STAGES: 'prod' })).error?.code).toBe('STS_STAGE_NOT_ALLOWED');
    expect((await c.script('return core.openSession()', { ...env, STS_ALLOWED_ACCOUNTS: '111111111111' })).error?.code).toBe(
      'STS_ACCOUNT_NOT_ALLOWED',
    );
  });
});

describe('switched off', () => {
  test.each([
    ['STS_ENABLED=0', { STS_ENABLED: '0' }, ''],
    ['enabled: false in the options', {}, '{ enabled: false }'],
  ])('by %s nothing is assumed or changed, and the credentials cannot be had', async (_how, env: Env, given) => {
    await using c = await consumer();
    const { value } = await c.script<unknown[]>(
      `const before = ${AWS}; const session = await core.assumeRole(${given}); const after = ${AWS};
       const codes = ['credentials', 'target', 'assumedRoleArn', 'accountId'].map((name) => { try { return session[name]; } catch (error) { return error.code; } });
       session.apply()();
       return [JSON.stringify(before) === JSON.stringify(after), codes, session.env]`,
      env,
    );
    expect(value).toEqual([true, Array(4).fill('STS_DISABLED'), { set: {}, remove: [] }]);
    expect(c.sts.count()).toBe(0);
    expect(await c.cacheFiles()).toEqual([]);
  });

  test('by custom.sts too, also without any role', async () => {
    await using c = await consumer({ files: { 'serverless.yml': 'service: x\nprovider: {}\ncustom:\n  sts:\n    enabled: false\n' } });
    expect((await c.script('return (await core.assumeRole()).env')).value).toEqual({ set: {}, remove: [] });
  });

  test('a broken configuration is not looked at', async () => {
    await using c = await consumer({ files: { 'serverless.yml': 'provider: [' } });
    expect((await c.script('return (await core.assumeRole()).env', { STS_ENABLED: 'false' })).error).toBeUndefined();
  });
});

describe('loading', () => {
  test('works by import and by require, in one process as two doors to one room', async () => {
    await using c = await consumer();
    const { value } = await c.script<unknown[]>(
      `const es = await import('@sts/core'); return [Object.keys(core).toSorted(), Object.keys(es).filter((name) => !['default', 'module.exports', '__esModule'].includes(name)).toSorted(), es.StsError === core.StsError]`,
    );
    const names = ['StsError', 'assumeRole', 'isStsError', 'openSession', 'resolveTarget'];
    expect(value).toEqual([names, names, true]);
  });

  test('does no work: no SDK is loaded, no variable read or set, nothing keeps the process', async () => {
    await using c = await consumer();
    const { value } = await c.script(`return Object.keys(require.cache).filter((file) => /@aws-sdk|@smithy/.test(file)).length`);
    expect(value).toBe(0);
  });

  const node20 = (process.env['PATH'] ?? '').split(':').map((folder) => `${folder}/node`);
  test('works on the Node.js of the system, whatever its version from 20 on', async (context) => {
    await using c = await consumer();
    for (const node of ['/usr/local/bin/node', '/usr/bin/node', ...node20]) {
      const { stdout, exitCode } = await import('@sts/test-kit').then(({ run }) =>
        run(node, ['-p', 'process.versions.node'], { cwd: c.project.dir }),
      );
      if (exitCode !== 0 || !stdout.startsWith('20.')) continue;
      const { value, result } = await c.script<string>('const s = await core.assumeRole(); return s.credentials.accessKeyId', {}, node);
      expect(value).toBe(c.sts.issued[0]?.accessKeyId);
      expect(result.stderr).toBe('');
      return;
    }
    context.skip('there is no Node.js 20 on this machine');
  });
});
