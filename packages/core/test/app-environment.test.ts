import { rm } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { ACCOUNT, type Consumer, consumer, ROLE } from './consumer.js';

const SERVICE = `service: orders
custom:
  secret: hidden
provider:
  name: aws
  region: eu-central-1
  iam: { role: '${ROLE}' }
  environment:
    STAGE: \${sls:stage}
    LEVEL: info
    PORT: 8080
    DEBUG: true
    TABLE: !Ref Orders
    GONE: here
functions:
  createOrder:
    handler: src/create.handler
    environment:
      LEVEL: debug
      TABLE_ARN: !GetAtt Orders.Arn
      QUEUE_URL: !Ref Jobs
      HOME_REGION: !Sub '\${AWS::Region}/\${AWS::AccountId}'
      GONE: null
      NOTHING: !Ref AWS::NoValue
  listOrders: { handler: src/list.handler }
resources:
  Resources:
    Orders: { Type: AWS::DynamoDB::Table, Properties: { TableName: 'orders-\${sls:stage}' } }
    Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: jobs } }
`;
const OF_PROVIDER = { STAGE: 'dev', LEVEL: 'info', PORT: '8080', DEBUG: 'true', TABLE: 'orders-dev', GONE: 'here' };
const OF_FUNCTION = {
  ...OF_PROVIDER,
  LEVEL: 'debug',
  TABLE_ARN: `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/orders-dev`,
  QUEUE_URL: `https://sqs.eu-central-1.amazonaws.com/${ACCOUNT}/jobs`,
  HOME_REGION: `eu-central-1/${ACCOUNT}`,
  GONE: undefined,
};
const NAMES = JSON.stringify([...Object.keys(OF_FUNCTION), 'NOTHING']);

interface Seen {
  variables: Record<string, string>;
  leftOut: { name: string; from: string; reason: string }[];
  env: Record<string, string | undefined>;
}

/** What a session brings, and what the environment is once it is applied. */
function open(c: Consumer, options: object, env?: Record<string, string>): Promise<{ value: Seen | undefined; error: unknown }> {
  return c.script<Seen>(
    `const s = await core.assumeRole(${JSON.stringify(options)});
     const env = Object.fromEntries(${NAMES}.map((name) => [name, process.env[name]]));
     return { ...s.environment, env };`,
    env,
  );
}

function service(text = SERVICE): Promise<Consumer> {
  return consumer({ files: { 'serverless.yml': text } });
}

function defined(values: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

describe('the variables of the code in the tests', () => {
  test.for([
    ['without the option there are none', {}, {}],
    ['false brings none', { environment: false }, {}],
    ["true brings the provider's", { environment: true }, OF_PROVIDER],
    ["true with a function brings the function's too", { environment: true, function: 'createOrder' }, OF_FUNCTION],
    ["the name of a function brings the provider's and its own, whatever the role is", { environment: 'createOrder' }, OF_FUNCTION],
    ["a function without a block has the provider's", { environment: 'listOrders' }, OF_PROVIDER],
  ] as const)('%s', async ([, options, expected]) => {
    await using c = await service();
    const { value, error } = await open(c, options);
    expect(error).toBeUndefined();
    expect(value).toEqual({ variables: defined(expected), leftOut: [], env: defined(expected) });
  });

  test('a second process has them from the note of the first, and one that reads anew has the same', async () => {
    await using c = await service();
    const answers = [];
    for (const env of [{}, {}, { STS_CACHE: '0' }]) answers.push((await open(c, { environment: 'createOrder' }, env)).value);
    expect(answers.map((one) => one?.variables)).toEqual([defined(OF_FUNCTION), defined(OF_FUNCTION), defined(OF_FUNCTION)]);
  });

  test('the option may stand in the environment and in custom.sts', async () => {
    await using c = await service(SERVICE.replace('custom:', 'custom:\n  sts: { environment: true }'));
    expect((await open(c, {})).value?.variables).toEqual(OF_PROVIDER);
    expect((await open(c, {}, { STS_ENVIRONMENT: 'createOrder' })).value?.variables).toEqual(defined(OF_FUNCTION));
    expect((await open(c, {}, { STS_ENVIRONMENT: 'false' })).value?.variables).toEqual({});
  });

  test('they come before what is in the environment, and go with the undo', async () => {
    await using c = await service();
    const { value } = await c.script(
      `const s = await core.openSession({ environment: true });
       const undo = s.apply(); const applied = [process.env.LEVEL, process.env.PORT]; undo();
       return [applied, [process.env.LEVEL, process.env.PORT ?? null]];`,
      { LEVEL: 'mine' },
    );
    expect(value).toEqual([
      ['info', '8080'],
      ['mine', null],
    ]);
  });

  test('a process that runs as the role already has them too', async () => {
    await using c = await service();
    const { value } = await c.script(
      `await core.assumeRole();
       const { execFileSync } = require('node:child_process');
       const script = "require('@sts/core').openSession({ environment: true }).then((s) => console.log(JSON.stringify(s.environment)))";
       return JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));`,
    );
    expect(value).toEqual({ variables: OF_PROVIDER, leftOut: [] });
    expect(c.sts.count('AssumeRole')).toBe(1);
  });

  test('the block may be in another file, and functions a list whose later parts win', async () => {
    await using c = await consumer({
      files: {
        'serverless.yml': `service: orders
provider: { name: aws, iam: { role: '${ROLE}' }, environment: '\${file(env.yml):\${sls:stage}}' }
functions:
  - createOrder: { handler: a.b, environment: { ONE: first, TWO: first } }
  - createOrder: { environment: { TWO: second } }
`,
        'env.yml': 'dev: { ONE: of the file, THREE: "${opt:x, \'three\'}" }\n',
      },
    });
    expect((await open(c, { environment: 'createOrder' })).value?.variables).toEqual({ ONE: 'first', TWO: 'second', THREE: 'three' });
  });
});

const UNKNOWN = `service: orders
provider:
  name: aws
  region: eu-central-1
  iam: { role: '${ROLE}' }
  environment:
    PLAIN: yes it is
    PASSWORD: \${ssm:/orders/password}
    OTHER: \${cf:other-stack.Table}
    BUCKET: \${s3:bucket/key}
    CALLER: \${aws:accountId}
    MISSING: \${env:NOT_THERE}
    PLUGIN: \${vault:app.key}
    UNNAMED: !Ref Unnamed
    IMPORTED: !ImportValue exported
    JOINED: !Join ['-', [a, '\${ssm:/orders/part}']]
    BASE64: { 'Fn::Base64': text }
    OBJECT: { a: 1 }
    AWS_PROFILE: somebody
    AWS_ACCESS_KEY_ID: AKIASOMEBODYELSE
    AWS_REGION: us-west-2
    STS_ASSUMED_ROLE_ARN: arn:somebody
    NODE_OPTIONS: --require /opt/wrapper.js
    PATH: /opt/bin
    LEAK: key=\${env:AWS_SECRET_ACCESS_KEY}
    not-a-name: x
functions:
  createOrder:
    handler: a.b
    environment: { PLAIN: '\${ssm:/orders/plain}' }
resources:
  Resources:
    Unnamed: { Type: AWS::DynamoDB::Table, Properties: {} }
`;

describe('what is not known here is left out, and listed', () => {
  test('with where it stands and why; nothing is asked of AWS for it', async () => {
    await using c = await service(UNKNOWN);
    const { value, error } = await open(c, { environment: true });
    expect(error).toBeUndefined();
    expect(value?.variables).toEqual({ PLAIN: 'yes it is' });
    expect(Object.fromEntries(value?.leftOut.map(({ name, reason }) => [name, reason]) ?? [])).toEqual({
      PASSWORD: expect.stringContaining('SSM'),
      OTHER: expect.stringContaining('CloudFormation'),
      BUCKET: expect.stringContaining('S3'),
      CALLER: expect.stringContaining('STS'),
      MISSING: expect.stringContaining('${env:NOT_THERE}'),
      PLUGIN: expect.stringContaining('vault'),
      UNNAMED: expect.stringContaining('CloudFormation'),
      IMPORTED: expect.stringContaining('CloudFormation'),
      JOINED: expect.stringContaining('/orders/part'),
      BASE64: expect.stringContaining('Fn::Base64'),
      OBJECT: expect.stringContaining('object'),
      AWS_PROFILE: "is the session's own",
      AWS_ACCESS_KEY_ID: "is the session's own",
      AWS_REGION: "is the session's own",
      STS_ASSUMED_ROLE_ARN: "is the session's own",
      NODE_OPTIONS: expect.stringContaining('machine'),
      PATH: expect.stringContaining('machine'),
      LEAK: 'holds a secret of the source credentials',
      'not-a-name': 'is no name of a variable',
    });
    expect(value?.leftOut[0]?.from).toBe('provider.environment.PASSWORD in serverless.yml');
    expect(c.sts.count()).toBe(1);
    expect(JSON.stringify(value)).not.toContain(c.user.secretAccessKey);
  });

  test('what the option variables gives is known', async () => {
    await using c = await service(UNKNOWN);
    const { value } = await open(c, { environment: true, variables: { 'ssm:/orders/password': 'given', 'vault:app.key': 'key' } });
    expect(value?.variables).toEqual({ PLAIN: 'yes it is', PASSWORD: 'given', PLUGIN: 'key' });
  });

  test("where the function's is not known, the provider's does not take its place", async () => {
    await using c = await service(UNKNOWN);
    const { value } = await open(c, { environment: 'createOrder' });
    expect(value?.variables).toEqual({});
    expect(value?.leftOut.find(({ name }) => name === 'PLAIN')?.from).toBe('functions.createOrder.environment.PLAIN in serverless.yml');
  });

  test('a block that only AWS knows is left out whole, and so is one that is no object', async () => {
    await using c = await service(
      `service: orders\nprovider: { name: aws, iam: { role: '${ROLE}' }, environment: '\${ssm:/all}' }\nfunctions: { a: { handler: a.b, environment: [x] } }\n`,
    );
    const { value } = await open(c, { environment: 'a' });
    expect(value?.leftOut.map(({ name }) => name)).toEqual(['provider.environment', 'functions.a.environment']);
  });
});

describe('what is wrong ends the run before STS is asked', () => {
  test.for([
    ['a function that is not there', SERVICE, { environment: 'createOrdr' }, 'STS_FUNCTION_UNKNOWN', 'Did you mean createOrder?'],
    ['an empty name', SERVICE, { environment: '' }, 'STS_OPTIONS_INVALID', 'environment'],
    ['a number', SERVICE, { environment: 1 }, 'STS_OPTIONS_INVALID', 'is not true, false or the name of a function'],
    ['a variable that is malformed', SERVICE.replace('LEVEL: info', "LEVEL: '${env:}'"), { environment: true }, 'STS_VARIABLE_INVALID', ''],
    [
      'a variable that depends on itself',
      SERVICE.replace('LEVEL: info', "LEVEL: '${self:provider.environment.LEVEL}'"),
      { environment: true },
      'STS_VARIABLE_CYCLE',
      '',
    ],
  ] as const)('%s', async ([, text, options, code, hint]) => {
    await using c = await service(text);
    const { error } = await open(c, options);
    expect(error).toMatchObject({ code });
    expect(JSON.stringify(error)).toContain(hint);
    expect(c.sts.count()).toBe(0);
  });

  test('variables without a configuration to take them from', async () => {
    await using c = await consumer();
    await rm(c.project.path('serverless.yml'));
    const { error } = await open(c, { environment: true, roleArn: ROLE });
    expect(error).toMatchObject({ code: 'STS_CONFIG_NOT_FOUND', message: expect.stringContaining('environment') });
  });

  test('but without the option nothing of it is read', async () => {
    await using c = await service(SERVICE.replace('LEVEL: info', "LEVEL: '${env:}'"));
    expect((await open(c, {})).value?.variables).toEqual({});
  });
});

test('a place that cannot wait has them from the helper process, and what takes local waiting is waited for', async () => {
  await using c = await consumer({
    files: {
      'serverless.yml': `service: orders
provider:
  name: aws
  iam: { role: '${ROLE}' }
  environment: { PLAIN: plain, PROMISED: '\${file(./late.js):value}', ASKED: '\${ssm:/x}' }
`,
      'late.js': "module.exports = async () => ({ value: await new Promise((done) => setImmediate(done, 'late')) });\n",
    },
  });
  const { value } = await c.script(
    `const { openSessionSync, tellLeftOut } = require('@sts/core/runner');
     const context = { cwd: process.cwd(), env: process.env, optionsFrom: 'here', refusalsSince: 0 };
     const ask = () => openSessionSync({ environment: true }, context);
     const [cold, warm] = [ask(), ask()];
     const told = [];
     for (const session of [cold, warm]) tellLeftOut(session, (text) => told.push(text));
     return { cold: cold.environment, warm: warm.environment, told };`,
  );
  const expected = { variables: { PLAIN: 'plain', PROMISED: 'late' }, leftOut: [expect.objectContaining({ name: 'ASKED' })] };
  expect(value).toMatchObject({ cold: expected, warm: expected, told: [expect.stringContaining('ASKED (provider.environment.ASKED')] });
});
