import type { ProjectFiles } from '@sts/test-kit';
import { describe, expect, test } from 'vitest';
import { ACCOUNT, consumer, type Outcome, ROLE } from './consumer.js';

type Env = Record<string, string | undefined>;

interface Row {
  what: string;
  /** The name in the role that is found: `role/<name>`. */
  name: string;
  files: ProjectFiles;
  env?: Env;
}

/** A service whose role is named by `${env:NAME}`. */
function yml(head: string, role = '${env:NAME}', provider = ''): string {
  return `service: orders\n${head === '' ? '' : `${head}\n`}provider:\n  name: aws\n${provider}  role: arn:aws:iam::${ACCOUNT}:role/${role}\n`;
}

const OSLS = { 'node_modules/osls/package.json': { name: 'osls', version: '4.3.1' } };
const V3 = { 'node_modules/serverless/package.json': { name: 'serverless', version: '3.40.0' } };
const V4 = { 'node_modules/serverless/package.json': { name: 'serverless', version: '4.17.0' } };
const USED = yml('useDotenv: true');
/** The value is a key, so that any character may be in it. */
const MAPPED = yml("useDotenv: true\ncustom: { $A: kept, $X: kept, '1': expanded, a: expanded }", '${self:custom.${env:NAME}}');
const FOUR = yml("frameworkVersion: '4'");

async function nameFound({ files, env = {} }: Pick<Row, 'files' | 'env'>): Promise<string> {
  await using c = await consumer({ files });
  const { value, error } = await c.script<{ roleArn: string }>('return core.resolveTarget()', env);
  return value?.roleArn.split('role/')[1] ?? error?.code ?? 'nothing';
}

const RULES: Row[] = [
  {
    what: 'version 3 and osls read none unless they are asked to',
    name: 'STS_VARIABLE_UNRESOLVED',
    files: { 'serverless.yml': yml(''), '.env': 'NAME=a' },
  },
  { what: 'useDotenv: true', name: 'a', files: { 'serverless.yml': USED, '.env': 'NAME=a' } },
  { what: 'useDotenv: false', name: 'STS_VARIABLE_UNRESOLVED', files: { 'serverless.yml': yml('useDotenv: false'), '.env': 'NAME=a' } },
  {
    what: 'useDotenv through a variable',
    name: 'a',
    files: { 'serverless.yml': yml('useDotenv: ${self:custom.yes}\ncustom: { yes: true }'), '.env': 'NAME=a' },
  },
  {
    what: 'a .env of the stage comes in place of .env',
    name: 'dev',
    files: { 'serverless.yml': USED, '.env': 'NAME=a', '.env.dev': 'NAME=dev' },
  },
  {
    what: 'what only .env has is not there beside a .env of the stage',
    name: 'STS_VARIABLE_UNRESOLVED',
    files: { 'serverless.yml': USED, '.env': 'NAME=a', '.env.dev': 'OTHER=dev' },
  },
  {
    what: 'the .env of another stage is not read',
    name: 'a',
    files: { 'serverless.yml': USED, '.env': 'NAME=a', '.env.prod': 'NAME=prod' },
  },
  {
    what: 'STS_STAGE chooses the file',
    name: 'prod',
    files: { 'serverless.yml': USED, '.env': 'NAME=a', '.env.prod': 'NAME=prod' },
    env: { STS_STAGE: 'prod' },
  },
  {
    what: 'custom.sts.stage chooses the file',
    name: 'prod',
    files: { 'serverless.yml': yml('useDotenv: true\ncustom: { sts: { stage: prod } }'), '.env': 'NAME=a', '.env.prod': 'NAME=prod' },
  },
  {
    what: 'provider.stage chooses the file',
    name: 'test',
    files: { 'serverless.yml': yml('useDotenv: true', '${env:NAME}', '  stage: test\n'), '.env': 'NAME=a', '.env.test': 'NAME=test' },
  },
  {
    what: 'provider.stage through the environment of the process chooses the file',
    name: 'test',
    files: { 'serverless.yml': yml('useDotenv: true', '${env:NAME}', '  stage: ${env:X}\n'), '.env': 'NAME=a', '.env.test': 'NAME=test' },
    env: { X: 'test' },
  },
  { what: 'frameworkVersion 4 reads without being asked', name: 'a', files: { 'serverless.yml': FOUR, '.env': 'NAME=a' } },
  { what: 'frameworkVersion ^4.1 too', name: 'a', files: { 'serverless.yml': yml("frameworkVersion: '^4.1'"), '.env': 'NAME=a' } },
  { what: 'frameworkVersion 4 as a number too', name: 'a', files: { 'serverless.yml': yml('frameworkVersion: 4'), '.env': 'NAME=a' } },
  {
    what: 'frameworkVersion >=3 does not',
    name: 'STS_VARIABLE_UNRESOLVED',
    files: { 'serverless.yml': yml("frameworkVersion: '>=3.0.0'"), '.env': 'NAME=a' },
  },
  { what: 'an installed version 4 reads without being asked', name: 'a', files: { ...V4, 'serverless.yml': yml(''), '.env': 'NAME=a' } },
  {
    what: 'an installed version 3 does not',
    name: 'STS_VARIABLE_UNRESOLVED',
    files: { ...V3, 'serverless.yml': yml(''), '.env': 'NAME=a' },
  },
  {
    what: 'frameworkVersion comes before what is installed',
    name: 'STS_VARIABLE_UNRESOLVED',
    files: { ...V4, 'serverless.yml': yml("frameworkVersion: '3'"), '.env': 'NAME=a' },
  },
  {
    what: 'an installed osls comes before version 4',
    name: 'STS_VARIABLE_UNRESOLVED',
    files: { ...OSLS, ...V4, 'serverless.yml': yml(''), '.env': 'NAME=a' },
  },
  {
    what: 'an installed osls comes before frameworkVersion',
    name: 'STS_VARIABLE_UNRESOLVED',
    files: { ...OSLS, 'serverless.yml': FOUR, '.env': 'NAME=a' },
  },
  {
    what: 'version 4 with useDotenv: false reads none',
    name: 'STS_VARIABLE_UNRESOLVED',
    files: { 'serverless.yml': `useDotenv: false\n${FOUR}`, '.env': 'NAME=a' },
  },
  {
    what: 'version 4 reads both, that of the stage first',
    name: 'dev-b',
    files: { 'serverless.yml': yml("frameworkVersion: '4'", '${env:NAME}-${env:B}'), '.env': 'NAME=a\nB=b', '.env.dev': 'NAME=dev' },
  },
  { what: 'version 4 with the .env of the stage alone', name: 'dev', files: { 'serverless.yml': FOUR, '.env.dev': 'NAME=dev' } },
  {
    what: 'an empty value counts as found',
    name: '-x',
    files: { 'serverless.yml': yml('useDotenv: true', "${env:NAME, 'y'}-x"), '.env': 'NAME=' },
  },
  { what: 'quotes, comments and export', name: 'a=b', files: { 'serverless.yml': USED, '.env': '# comment\nexport NAME="a=b" # more\n' } },
  { what: 'CRLF', name: 'a', files: { 'serverless.yml': USED, '.env': 'X=1\r\nNAME=a\r\n' } },
  { what: 'a byte order mark is no part of the second name', name: 'a', files: { 'serverless.yml': USED, '.env': '\uFEFFX=1\nNAME=a\n' } },
  { what: 'expansion', name: 'ab', files: { 'serverless.yml': USED, '.env': 'A=a\nNAME=${A}b' } },
  { what: 'expansion out of the process', name: 'zb', files: { 'serverless.yml': USED, '.env': 'NAME=${A}b' }, env: { A: 'z' } },
  { what: 'expansion with a default', name: 'yb', files: { 'serverless.yml': USED, '.env': 'NAME=${NOWHERE:-y}b' } },
  { what: 'an escaped dollar', name: 'kept', files: { 'serverless.yml': MAPPED, '.env': 'A=a\nNAME=\\$A' } },
  { what: 'what the process has stays', name: 'mine', files: { 'serverless.yml': USED, '.env': 'NAME=a' }, env: { NAME: 'mine' } },
  { what: 'what the process has empty is overridden', name: 'a', files: { 'serverless.yml': USED, '.env': 'NAME=a' }, env: { NAME: '' } },
  {
    what: 'what the process has is not expanded',
    name: 'kept',
    files: { 'serverless.yml': MAPPED, '.env': 'X=1\nNAME=a' },
    env: { NAME: '$X' },
  },
  {
    what: 'the files lie beside the configuration, not in the working directory',
    name: 'a',
    files: { 'serverless.yml': USED, '.env': 'NAME=a', 'sub/.env': 'NAME=sub' },
  },
  { what: 'a folder named .env.d is nobody’s', name: 'a', files: { 'serverless.yml': USED, '.env': 'NAME=a', '.env.d/x': '' } },
  { what: 'nothing is asked where there are no files', name: 'x', files: { 'serverless.yml': yml('useDotenv: ${vault:x}', 'x') } },
];

describe('the .env files of a service', () => {
  test.for(RULES)('$what', async (row) => {
    expect(await nameFound(row)).toBe(row.name);
  });

  test('are found from below the service, and count among the files', async () => {
    await using c = await consumer({ files: { 'serverless.yml': FOUR, '.env': 'B=b', '.env.dev': 'NAME=dev', 'sub/.env': 'NAME=sub' } });
    const { value } = await c.script<{ roleArn: string; files: string[] }>("process.chdir('sub'); return core.resolveTarget()");
    expect(value?.roleArn).toContain('role/dev');
    expect(value?.files.toSorted()).toEqual(['.env', '.env.dev', 'serverless.yml'].map((name) => c.project.path(name)));
  });

  test('a change counts at once, in the same process', async () => {
    await using c = await consumer({ files: { 'serverless.yml': USED, '.env': 'NAME=a' } });
    const { value } = await c.script<string[]>(`const first = await core.resolveTarget();
      require('node:fs').writeFileSync('.env', 'NAME=b');
      return [first.roleArn, (await core.resolveTarget()).roleArn].map((arn) => arn.split('/')[1])`);
    expect(value).toEqual(['a', 'b']);
  });

  test('the environment of the process is not changed', async () => {
    await using c = await consumer({
      files: { 'serverless.yml': yml('useDotenv: true', 'app/orders'), '.env': 'NAME=a\nEMPTY=full\nAWS_SDK_UA_APP_ID=x' },
    });
    const { value } = await c.script<string[]>(
      `const world = () => JSON.stringify(process.env); const before = world(); await core.resolveTarget(); await core.openSession(); return [before, world()]`,
      { EMPTY: '' },
    );
    expect(value?.[1]).toBe(value?.[0]);
  });
});

describe('a stage that depends on the files', () => {
  const withStage = (stage: string, head = 'useDotenv: true'): string => yml(head, 'x', `  stage: ${stage}\n`);

  test.for([
    ['version 3', 'useDotenv: true'],
    ['version 4', "frameworkVersion: '4'"],
  ] as const)('is not found there: %s', async ([_what, head]) => {
    const { error } = await resolve({ 'serverless.yml': withStage('${env:X}', head), '.env': 'X=prod' });
    expect(error).toMatchObject({ code: 'STS_VARIABLE_UNRESOLVED', message: expect.stringContaining('${env:X} in provider.stage') });
  });

  test.for([
    ['a fallback', "${env:X, 'dev'}", '.env', 'useDotenv: true'],
    ['a fallback, in the file of the stage', "${env:X, 'dev'}", '.env.dev', 'useDotenv: true'],
    ['a fallback of version 4', "${env:X, 'dev'}", '.env', "frameworkVersion: '4'"],
  ] as const)('with %s is a conflict that names the variable', async ([_what, stage, file, head]) => {
    const { error } = await resolve({ 'serverless.yml': withStage(stage, head), [file]: 'X=prod-canary' });
    expect(error).toMatchObject({ code: 'STS_CONFIG_INVALID', message: expect.stringContaining('${env:X}') });
    expect(error?.message).toContain(file);
    expect(error?.hint).toContain('STS_STAGE');
    expect(error?.everything).not.toContain('prod-canary');
  });

  test('useDotenv by a variable that only the files have is a conflict too', async () => {
    const { error } = await resolve({ 'serverless.yml': yml("useDotenv: ${env:X, 'yes'}", 'x'), '.env': 'X=no' });
    expect(error).toMatchObject({ code: 'STS_CONFIG_INVALID', message: expect.stringContaining('${env:X}') });
  });

  test.for([
    ['the process has it', { X: 'prod' }],
    ['STS_STAGE names the stage', { STS_STAGE: 'prod' }],
  ] as const)('is no conflict where %s', async ([_what, env]) => {
    const files = { 'serverless.yml': withStage("${env:X, 'dev'}"), '.env.prod': 'X=other' };
    const { value, error } = await resolve<{ stage: string }>(files, env);
    expect(value?.stage, error?.message).toBe('prod');
  });
});

async function resolve<T>(files: ProjectFiles, env: Env = {}): Promise<Outcome<T>> {
  await using c = await consumer({ files });
  return await c.script<T>('return core.resolveTarget()', env);
}

describe('what stands in the files', () => {
  test('are no options', async () => {
    const files = {
      'serverless.yml': yml('useDotenv: true', 'app/orders'),
      '.env': `STS_STAGE=prod\nSTS_REGION=eu-west-3\nSTS_ROLE_ARN=arn:aws:iam::${ACCOUNT}:role/no\nSTS_TIMEOUT_MS=x\nSTS_ENABLED=false\nSTS_STAEG=x`,
    };
    const { value, error } = await resolve<object>(files);
    expect(value, error?.message).toMatchObject({ stage: 'dev', region: 'us-east-1', roleArn: ROLE });
  });

  test('keys are the source credentials', async () => {
    await using c = await consumer({ files: { 'serverless.yml': yml('useDotenv: true', 'app/orders') } });
    const { accessKeyId, secretAccessKey } = c.user;
    await c.project.write('.env', `AWS_ACCESS_KEY_ID=${accessKeyId}\nAWS_SECRET_ACCESS_KEY=${secretAccessKey}\n`);
    const { value, error } = await c.script('return (await core.openSession()).assumedRoleArn', {
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
    });
    expect(value, error?.everything).toContain('assumed-role/orders/');
    expect(c.sts.calls.at(-1)?.callerArn).toBe(c.user.arn);
  });

  test('a profile and the place of its file are the source credentials', async () => {
    await using c = await consumer({ files: { 'serverless.yml': yml('useDotenv: true', 'app/orders') } });
    const { accessKeyId, secretAccessKey } = c.user;
    await c.project.write('aws', `[mine]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`);
    await c.project.write('.env', `AWS_PROFILE=mine\nAWS_SHARED_CREDENTIALS_FILE=${c.project.path('aws')}\n`);
    const { value, error } = await c.script('return (await core.openSession()).assumedRoleArn', {
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_SHARED_CREDENTIALS_FILE: '',
    });
    expect(value, error?.everything).toContain('assumed-role/orders/');
  });

  test('the endpoint of STS counts', async () => {
    await using c = await consumer({ files: { 'serverless.yml': yml('useDotenv: true', 'app/orders') } });
    await c.project.write('.env', `AWS_ENDPOINT_URL_STS=${c.sts.url}`);
    const { value, error } = await c.script('return (await core.openSession()).assumedRoleArn', { AWS_ENDPOINT_URL_STS: undefined });
    expect(value, error?.everything).toContain('assumed-role/orders/');
  });

  test('a role that was assumed with them does not leave them to the tests', async () => {
    await using c = await consumer({ files: { 'serverless.yml': yml('useDotenv: true', 'app/orders') } });
    const { accessKeyId, secretAccessKey } = c.user;
    await c.project.write('.env', `AWS_ACCESS_KEY_ID=${accessKeyId}\nAWS_SECRET_ACCESS_KEY=${secretAccessKey}\nOTHER=x\n`);
    const { value } = await c.script<unknown[]>(
      'await core.assumeRole(); return [process.env.AWS_ACCESS_KEY_ID, process.env.OTHER ?? null]',
      {
        AWS_ACCESS_KEY_ID: undefined,
        AWS_SECRET_ACCESS_KEY: undefined,
      },
    );
    expect(value).toEqual([c.sts.issued[0]?.accessKeyId, null]);
  });

  const CANARY = 'canary-8fd1';
  const failing: { what: string; code: string; files: ProjectFiles; env?: Env }[] = [
    {
      what: 'a role that is none',
      code: 'STS_ROLE_',
      files: { 'serverless.yml': yml('useDotenv: true', 'x').replace(/role: .*/, 'role: x'), '.env': `SECRET=${CANARY}` },
    },
    {
      what: 'a variable that is not found',
      code: 'STS_VARIABLE_UNRESOLVED',
      files: { 'serverless.yml': yml('useDotenv: true', '${env:NO}${env:SECRET}'), '.env': `SECRET=${CANARY}` },
    },
    {
      what: 'a value with a broken variable',
      code: 'STS_VARIABLE_',
      files: { 'serverless.yml': yml('useDotenv: true', '${env:SECRET}'), '.env': `SECRET='\${env:${CANARY}'` },
    },
    {
      what: 'a secret key that STS refuses',
      code: 'STS_SIGNATURE_INVALID',
      files: { 'serverless.yml': yml('useDotenv: true', 'app/orders'), '.env': `AWS_SECRET_ACCESS_KEY=${CANARY}${CANARY}` },
      env: { AWS_SECRET_ACCESS_KEY: '' },
    },
  ];
  test.for(failing)('is in no error: $what', async ({ code, files, env = {} }) => {
    await using c = await consumer({ files });
    const { error, result } = await c.script('return core.openSession()', env);
    expect(error?.code, result.all).toContain(code);
    expect(result.all).not.toContain(CANARY);
  });

  test('is not in the explanation', async () => {
    const { value } = await resolve<object>({
      'serverless.yml': yml('useDotenv: true', "${env:SECRET, 'x'}").replace('role: ', 'x: '),
      '.env': `SECRET=${CANARY}`,
    });
    expect(JSON.stringify(value ?? {})).not.toContain(CANARY);
    const found = await resolve<{ explanation: object }>({
      'serverless.yml': `${yml('useDotenv: true', 'app/orders')}  stackName: x\n  region: \${self:custom.\${env:KEY}}\ncustom: { ${CANARY}: eu-west-1 }\n`,
      '.env': `KEY=${CANARY}`,
    });
    expect(found.value, found.error?.message).toMatchObject({ region: 'eu-west-1' });
  });
});
