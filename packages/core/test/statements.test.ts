import { describe, expect, test } from 'vitest';
import { ACCOUNT, type Consumer, consumer, ROLE } from './consumer.js';

const OPEN = 'const s = await core.openSession(); return s.assumedRoleArn';
const HERE = `eu-central-1:${ACCOUNT}`;

interface Sent {
  policy: { Version: string; Statement: Record<string, unknown>[] };
  text: string;
  arns: string[];
}

/** A service whose role is the one that may be assumed; `sessionPolicy` is "statements" in the file itself. */
async function service(yml: string, roleArn = ROLE): Promise<Consumer> {
  const text = `service: orders\ncustom:\n  sts: { sessionPolicy: statements }\n${yml}`;
  const c = await consumer({ files: { 'serverless.yml': text } });
  if (roleArn !== ROLE) c.sts.addRole({ arn: roleArn, trust: c.user.arn });
  return c;
}

/** What reached STS with the call of a number. */
function sent(c: Consumer, call = 0): Sent {
  const params = c.sts.calls.filter(({ action }) => action === 'AssumeRole')[call]?.params ?? {};
  const arns = Object.entries(params).filter(([name]) => name.startsWith('PolicyArns.'));
  const text = params['Policy'] ?? '';
  return { policy: JSON.parse(text) as Sent['policy'], text, arns: arns.map(([, arn]) => arn) };
}

const NAMED = `provider:
  name: aws
  region: eu-central-1
  role: ${ROLE}
  iam:
    role:
      statements:
        - Sid: Tables
          Effect: Allow
          Action: [dynamodb:GetItem, dynamodb:PutItem]
          Resource: !GetAtt Table.Arn
        - Effect: Allow
          Action: [s3:GetObject]
          Resource: [!Sub 'arn:aws:s3:::\${AWS::AccountId}-files/*']
resources:
  Resources:
    Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: 'orders-\${sls:stage}' } }
`;
const TABLES = { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: `arn:aws:dynamodb:${HERE}:table/orders-dev` };
const FILES = { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${ACCOUNT}-files/*` };

const GENERATED = `provider:
  name: aws
  region: eu-central-1
  iam:
    role:
      managedPolicies: [arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess]
      statements:
        - { Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::files/*' }
functions:
  list: { handler: src/list.handler, events: [{ sqs: { arn: !GetAtt Jobs.Arn } }] }
  create:
    handler: src/create.handler
    iamRoleStatements:
      - { Effect: Allow, Action: 's3:PutObject', Resource: 'arn:aws:s3:::files/*' }
resources:
  Resources:
    Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: jobs } }
`;
const SHARED = `arn:aws:iam::${ACCOUNT}:role/orders-dev-eu-central-1-lambdaRole`;
const OWN = `arn:aws:iam::${ACCOUNT}:role/orders-dev-create-eu-central-1-lambdaRole`;
const GET = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::files/*' };
const PUT = { ...GET, Action: 's3:PutObject' };

describe('the policy that reaches STS', () => {
  test("is the provider's statements, worked out and minified", async () => {
    await using c = await service(NAMED);
    expect((await c.script(OPEN)).value).toContain(':assumed-role/orders/');
    expect(sent(c).policy).toEqual({ Version: '2012-10-17', Statement: [TABLES, FILES] });
    expect(sent(c).text).not.toMatch(/\s/);
    // The role says whose account it is, and the file the names: nobody else was asked.
    expect(c.sts.calls.map(({ action }) => action)).toEqual(['AssumeRole']);
  });

  test('goes into the key of the answer: other statements are another answer', async () => {
    await using c = await service(NAMED);
    await c.script(OPEN);
    await c.script(OPEN);
    expect(c.sts.count('AssumeRole')).toBe(1);
    await c.script(OPEN, { STS_STAGE: 'test' });
    expect(c.sts.count('AssumeRole')).toBe(2);
    expect(sent(c, 1).policy.Statement[0]).toEqual({ ...TABLES, Resource: `arn:aws:dynamodb:${HERE}:table/orders-test` });
  });

  test('has what Serverless adds to the role that it generates, and its managed policies', async () => {
    await using c = await service(GENERATED, SHARED);
    expect((await c.script(OPEN)).error).toBeUndefined();
    const { policy, arns } = sent(c);
    const logs = `arn:aws:logs:${HERE}:log-group:/aws/lambda/orders-dev*`;
    expect(policy.Statement).toEqual([
      { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:CreateLogGroup', 'logs:TagResource'], Resource: `${logs}:*` },
      { Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: `${logs}:*:*` },
      GET,
      {
        Effect: 'Allow',
        Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        Resource: `arn:aws:sqs:${HERE}:jobs`,
      },
    ]);
    expect(arns).toEqual(['arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess']);
  });

  test('has the managed policies of the options beside them', async () => {
    await using c = await service(GENERATED, SHARED);
    await c.script(OPEN, { STS_POLICY_ARNS: 'arn:aws:iam::aws:policy/ReadOnlyAccess' });
    expect(sent(c).arns).toEqual(['arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess', 'arn:aws:iam::aws:policy/ReadOnlyAccess']);
  });

  test.each([
    ['of its own', '', [PUT]],
    ["and the provider's, which it inherits", '    iamRoleStatementsInherit: true\n', [GET, PUT]],
  ])('is a function’s, %s', async (_what, more, expected) => {
    const yml = GENERATED.replace('    iamRoleStatements:\n', `${more}    iamRoleStatements:\n`);
    await using c = await service(`${yml}plugins: [serverless-iam-roles-per-function]\n`, OWN);
    const { error } = await c.script(OPEN, { STS_FUNCTION: 'create' });
    expect(error).toBeUndefined();
    expect(sent(c).policy.Statement.slice(1)).toEqual(expected);
    expect(sent(c).arns).toEqual([]);
  });

  test("is the provider's for a function that has none", async () => {
    await using c = await service(`${GENERATED}plugins: [serverless-iam-roles-per-function]\n`, SHARED);
    await c.script(OPEN, { STS_FUNCTION: 'list' });
    expect(sent(c).policy.Statement).toContainEqual(GET);
  });

  test('is what resources say of a role of theirs', async () => {
    await using c = await service(`provider: { name: aws, region: eu-central-1, role: AppRole }
resources:
  Resources:
    AppRole:
      Type: AWS::IAM::Role
      Properties:
        RoleName: orders
        Path: /app/
        Policies: [{ PolicyName: a, PolicyDocument: { Version: 2012-10-17, Statement: { Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::files/*' } } }]
    Attached:
      Type: AWS::IAM::Policy
      Properties:
        Roles: [!Ref AppRole]
        PolicyDocument: { Version: 2012-10-17, Statement: [{ Effect: Allow, Action: s3:PutObject, Resource: 'arn:aws:s3:::files/*' }] }
`);
    expect((await c.script(OPEN)).error).toBeUndefined();
    expect(sent(c).policy.Statement).toEqual([GET, PUT]);
  });

  test('is that of the file where the role is deployed under another name, as broad as it is', async () => {
    await using c = await service(GENERATED);
    expect((await c.script(OPEN, { STS_ROLE_ARN: ROLE })).error).toBeUndefined();
    expect(sent(c).policy.Statement).toContainEqual(GET);
  });

  test('is the same for code that does not wait', async () => {
    await using c = await service(NAMED);
    const { value } = await c.script(`
      const { openSessionSync } = require('@sts/core/runner');
      const context = { cwd: process.cwd(), env: process.env, optionsFrom: 'here', refusalsSince: Date.now() };
      return [openSessionSync({}, context).assumedRoleArn, openSessionSync({}, context).assumedRoleArn]`);
    expect(value).toHaveLength(2);
    expect(c.sts.count('AssumeRole')).toBe(1);
    expect(sent(c).policy.Statement).toEqual([TABLES, FILES]);
  });

  test('holds: STS denies what it does not allow, to a role that may do all', async () => {
    await using c = await consumer({
      files: { 'serverless.yml': `service: orders\ncustom: { sts: { sessionPolicy: statements } }\n${NAMED}` },
      role: { policy: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } },
    });
    c.sts.addRole({ arn: `arn:aws:iam::${ACCOUNT}:role/Next`, trust: ACCOUNT });
    const goOn = `
      const { credentials } = await core.openSession();
      process.env.AWS_ACCESS_KEY_ID = credentials.accessKeyId;
      process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey;
      process.env.AWS_SESSION_TOKEN = credentials.sessionToken;
      return (await core.openSession({ roleArn: 'arn:aws:iam::${ACCOUNT}:role/Next' })).accountId`;
    expect((await c.script(goOn)).error?.code).toBe('STS_ACCESS_DENIED');
    const all = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    expect((await c.script(goOn, { STS_SESSION_POLICY: JSON.stringify(all) })).value).toBe(ACCOUNT);
  });
});

describe('nothing is sent', () => {
  const list = (...items: string[]): string =>
    `provider:\n  name: aws\n  region: eu-central-1\n  role: ${ROLE}\n  iamRoleStatements:\n${items.map((item) => `    - ${item}\n`).join('')}`;

  test('where the statements are too large: their sizes are told', async () => {
    const statement = (index: number): string =>
      `{ Sid: S${index}, Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::${'x'.repeat(index * 10)}-${index}', Condition: { StringEquals: { a: '${index}' } } }`;
    await using c = await service(list(...Array.from({ length: 20 }, (_item, index) => statement(index))));
    const { error } = await c.script(OPEN);
    expect(error).toMatchObject({ code: 'STS_POLICY_TOO_LARGE', hint: expect.stringContaining('STS_FUNCTION') });
    expect(error?.message).toMatch(
      /^The session policy \(from custom\.sts in serverless\.yml\) has \d{4} characters when minified; STS takes 2048\./,
    );
    expect(error?.message).toMatch(/\n {2}\d{3} {2}provider\.iamRoleStatements\[19\] \(Sid "S19"\)\n/);
    expect(error?.message).toContain('and 15 more');
    expect(c.sts.count()).toBe(0);
  });

  test.each([
    [
      'a reference to nothing',
      "{ Effect: Allow, Action: 's3:*', Resource: !Ref Nothing }",
      'STS_STATEMENTS_UNKNOWN',
      'provider.iamRoleStatements[0].Resource refers to "Nothing"',
    ],
    [
      'a function that nobody knows',
      "{ Effect: Allow, Action: 's3:*', Resource: { 'Fn::Magic': x } }",
      'STS_STATEMENTS_UNKNOWN',
      'Fn::Magic',
    ],
    ['a number', '7', 'STS_POLICY_INVALID', 'provider.iamRoleStatements[0] is a number'],
    ['null', 'null', 'STS_POLICY_INVALID', 'provider.iamRoleStatements[0] is null'],
    ['a list', "[{ Effect: Allow, Action: 's3:*', Resource: '*' }]", 'STS_POLICY_INVALID', 'provider.iamRoleStatements[0] is a list'],
    ['a variable without a value', '${env:NOTHING}', 'STS_VARIABLE_UNRESOLVED', 'provider.iamRoleStatements.0'],
  ])('with %s', async (_what, item, code, words) => {
    await using c = await service(list(item));
    expect((await c.script(OPEN)).error).toMatchObject({ code, message: expect.stringContaining(words) });
    expect(c.sts.count()).toBe(0);
  });

  test('where the file has no statements for the role', async () => {
    await using c = await service(`provider: { name: aws, region: eu-central-1, role: '${ROLE}' }\n`);
    expect((await c.script(OPEN)).error).toMatchObject({
      code: 'STS_STATEMENTS_MISSING',
      message: expect.stringContaining('provider.iamRoleStatements'),
    });
    expect(c.sts.count()).toBe(0);
  });

  test('and nothing is read of the statements where nobody asks for them', async () => {
    await using c = await service(list('${ssm:/secret}'));
    expect((await c.script(OPEN, { STS_SESSION_POLICY: '{"Version":"2012-10-17","Statement":[]}' })).error).toBeUndefined();
    expect((await c.script('return (await core.resolveTarget()).roleArn')).value).toBe(ROLE);
  });
});
