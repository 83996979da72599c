import { describe, expect, test } from 'vitest';
import { isStsError, StsError } from '../../errors/index.js';
import { Lookups, type Question } from '../../lookups/index.js';
import { givenOptions, mergeOptions, type StsOptions } from '../../options/index.js';
import { createResolver, envSource, optSource, selfSource, type Services, slsSource, type StackResource } from '../../variables/index.js';
import type { TargetInput } from '../questions.js';
import { readTarget } from '../read-target.js';
import { readStatements } from './read-statements.js';
import type { Grants, Statement } from './types.js';

const ACCOUNT = '123456789012';
const ARN = `arn:aws:iam::${ACCOUNT}:role/App`;
const HERE = `eu-west-1:${ACCOUNT}`;

type Content = Record<string, unknown>;
/** What the stack has; a text is an error of the look-up. */
type Stack = Record<string, StackResource | string>;

interface World {
  stack?: Stack;
  exports?: Record<string, string>;
  given?: StsOptions;
}

/** What was asked of AWS. */
let asked: string[] = [];

function read(content: Content, { stack = {}, exports = {}, given = {} }: World = {}): Grants {
  const options = mergeOptions([givenOptions({ roleArn: ARN, ...given }, 'the options given')]);
  const resolver = createResolver({
    configuration: content,
    fileName: 'serverless.yml',
    sources: { env: envSource({}), self: selfSource(), opt: optSource({}), sls: slsSource() },
    given: {},
    lookups: new Lookups(),
    stage: () => 'dev',
  });
  const config = { file: '/service/serverless.yml', name: 'serverless.yml', dir: '/service', content };
  const input: TargetInput = { options, config, resolver, env: { AWS_PROFILE: 'x' }, services: services(stack, exports), files: () => [] };
  asked = [];
  return readStatements(input, readTarget(input));
}

function services(stack: Stack, exports: Record<string, string>): Services {
  const answer = <T>(key: string, value: () => T): Question<T> => ({
    key,
    what: key,
    known: () => {
      asked.push(key);
      return { value: value() };
    },
    ask: () => Promise.reject(new Error('nobody waits here')),
  });
  const nobody = (): never => {
    throw new Error('nobody is to be asked for this');
  };
  return {
    accountId: nobody,
    parameter: nobody,
    stackOutput: nobody,
    object: nobody,
    exported: (name) => answer(`export ${name}`, () => exports[name]),
    stackResource: (name, logicalId) =>
      answer(`${name} ${logicalId}`, () => {
        const resource = stack[logicalId];
        if (typeof resource !== 'string') return resource;
        throw new StsError({ code: 'STS_LOOKUP_FAILED', message: resource, hint: 'It needs cloudformation:DescribeStackResource.' });
      }),
  };
}

function errorOf(content: Content, world: World = {}): StsError {
  try {
    read(content, world);
  } catch (error) {
    if (isStsError(error)) return error;
    throw error;
  }
  throw new Error('there was no error');
}

/** A service that names its role, so that nothing is added, with statements all the same. */
function service(statements: unknown, more: Content = {}): Content {
  return { service: 'shop', provider: { region: 'eu-west-1', role: ARN, iam: { role: { statements } } }, ...more };
}

const allow = (Resource: unknown, Action: unknown = 's3:GetObject', more: object = {}): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const FILES = 'arn:aws:s3:::files/*';
const resources = (Resources: object, more: object = {}): Content => ({ resources: { Resources, ...more } });
const resource = (Type: string, Properties: object = {}): object => ({ Type, Properties });

function statementsOf(grants: Grants): Statement[] {
  return grants.statements.map(({ statement }) => statement);
}

/** The resource of the one statement there is. */
function resourceOf(written: unknown, more: Content = {}, world: World = {}): unknown {
  return statementsOf(read(service([allow(written)], more), world))[0]?.Resource;
}

describe('functions of CloudFormation in a statement', () => {
  const template: Content = {
    resources: {
      Parameters: { Name: { Type: 'String', Default: 'of-parameter' }, Names: { Type: 'CommaDelimitedList', Default: 'arn:a, arn:b' } },
      Mappings: { Names: { dev: { bucket: 'of-map' } } },
      Conditions: { IsDev: { 'Fn::Equals': [{ Ref: 'AWS::StackName' }, 'shop-dev'] }, Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { Bucket: resource('AWS::S3::Bucket', { BucketName: 'files' }) },
    },
  };

  test.each<[string, unknown, unknown]>([
    [
      'Ref of a pseudo parameter',
      { 'Fn::Sub': 'arn:${AWS::Partition}:a:${AWS::Region}:${AWS::AccountId}:${AWS::URLSuffix}' },
      `arn:aws:a:${HERE}:amazonaws.com`,
    ],
    ['Ref of a parameter', { 'Fn::Join': ['', ['arn:', { Ref: 'Name' }]] }, 'arn:of-parameter'],
    ['Ref of a parameter that is a list', { Ref: 'Names' }, ['arn:a', 'arn:b']],
    ['Sub with names of its own', { 'Fn::Sub': ['arn:${x}:${!aws:username}', { x: { Ref: 'Name' } }] }, 'arn:of-parameter:${aws:username}'],
    ['Select and Split', { 'Fn::Select': [1, { 'Fn::Split': ['|', 'no|arn:yes'] }] }, 'arn:yes'],
    ['Split alone', { 'Fn::Split': ['|', 'arn:a|arn:b'] }, ['arn:a', 'arn:b']],
    ['FindInMap', { 'Fn::Join': [':', ['arn', { 'Fn::FindInMap': ['Names', 'dev', 'bucket'] }]] }, 'arn:of-map'],
    ['If', { 'Fn::If': ['IsDev', FILES, '*'] }, FILES],
    ['If with lists', { 'Fn::If': ['Never', '*', [FILES, { 'Fn::GetAtt': 'Bucket.Arn' }]] }, [FILES, 'arn:aws:s3:::files']],
    ['AWS::NoValue in a list', [FILES, { 'Fn::If': ['Never', '*', { Ref: 'AWS::NoValue' }] }], [FILES]],
    ['ImportValue', { 'Fn::ImportValue': 'the-arn' }, 'arn:imported'],
  ])('%s', (_what, written, expected) => {
    expect(resourceOf(written, template, { exports: { 'the-arn': 'arn:imported' } })).toEqual(expected);
  });

  test('work for whole statements, actions and the values of conditions', () => {
    const statements = [
      { 'Fn::If': ['IsDev', allow(FILES), allow('*')] },
      { 'Fn::If': ['Never', allow('*'), { Ref: 'AWS::NoValue' }] },
      allow(
        FILES,
        { 'Fn::If': ['IsDev', 's3:Put', 's3:*'] },
        { Condition: { StringLike: { 's3:prefix': [{ Ref: 'Name' }] }, Bool: { x: true } } },
      ),
    ];
    expect(statementsOf(read(service(statements, template)))).toEqual([
      allow(FILES),
      allow(FILES, 's3:Put', { Condition: { StringLike: { 's3:prefix': ['of-parameter'] }, Bool: { x: 'true' } } }),
    ]);
  });

  test('have the account of the role, whoever asks', () => {
    const other = { given: { roleArn: 'arn:aws:iam::999999999999:role/x' } };
    expect(resourceOf({ 'Fn::Sub': 'arn:aws:sns:::${AWS::AccountId}' }, {}, other)).toBe('arn:aws:sns:::999999999999');
  });
});

describe('references to resources', () => {
  const unnamed = resources({
    Table: resource('AWS::DynamoDB::Table'),
    Queue: resource('AWS::SQS::Queue'),
    Topic: resource('AWS::SNS::Topic'),
    Key: resource('AWS::KMS::Key'),
    Pool: resource('AWS::Cognito::UserPool'),
    Secret: resource('AWS::SecretsManager::Secret', { Name: 'named' }),
    Flow: resource('AWS::StepFunctions::StateMachine'),
    Odd: resource('AWS::Odd::Thing'),
  });
  const ids: Record<string, string> = {
    Table: 'shop-dev-Table-1ABC',
    Queue: `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/shop-dev-Queue-1ABC`,
    Topic: `arn:aws:sns:${HERE}:shop-dev-Topic-1ABC`,
    Key: '11111111-2222',
    Pool: 'eu-west-1_abc',
    Secret: `arn:aws:secretsmanager:${HERE}:secret:named-AbCdEf`,
    Flow: `arn:aws:states:${HERE}:stateMachine:Flow-1ABC`,
    Odd: `arn:aws:odd:${HERE}:thing/1`,
  };
  const stack = Object.fromEntries(Object.entries(ids).map(([logicalId, id]) => [logicalId, { id, accountId: ACCOUNT }]));

  test.each<[unknown, string]>([
    [{ 'Fn::GetAtt': ['Table', 'Arn'] }, `arn:aws:dynamodb:${HERE}:table/shop-dev-Table-1ABC`],
    [{ 'Fn::Sub': 'arn:aws:dynamodb:::${Table}' }, 'arn:aws:dynamodb:::shop-dev-Table-1ABC'],
    [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, `arn:aws:sqs:${HERE}:shop-dev-Queue-1ABC`],
    [{ 'Fn::Sub': 'arn:${Queue.QueueName}' }, 'arn:shop-dev-Queue-1ABC'],
    [{ Ref: 'Topic' }, ids['Topic'] ?? ''],
    [{ 'Fn::Sub': 'arn:${Topic.TopicName}' }, 'arn:shop-dev-Topic-1ABC'],
    [{ 'Fn::GetAtt': ['Key', 'Arn'] }, `arn:aws:kms:${HERE}:key/11111111-2222`],
    [{ 'Fn::GetAtt': ['Pool', 'Arn'] }, `arn:aws:cognito-idp:${HERE}:userpool/eu-west-1_abc`],
    [{ Ref: 'Secret' }, ids['Secret'] ?? ''],
    [{ Ref: 'Flow' }, ids['Flow'] ?? ''],
    [{ 'Fn::GetAtt': ['Odd', 'Arn'] }, ids['Odd'] ?? ''],
  ])('%j without a name in the template is what the stack has', (written, expected) => {
    expect(resourceOf(written, unnamed, { stack })).toBe(expected);
    expect(asked).toHaveLength(1);
  });

  test('ask nobody where the template has the name', () => {
    expect(resourceOf({ 'Fn::GetAtt': ['T', 'Arn'] }, resources({ T: resource('AWS::DynamoDB::Table', { TableName: 'orders' }) }))).toBe(
      `arn:aws:dynamodb:${HERE}:table/orders`,
    );
    expect(asked).toEqual([]);
  });

  test('that only a plugin or Serverless declares have the type that the stack tells', () => {
    const world = { stack: { ApiGatewayRestApi: { id: 'abc123', accountId: ACCOUNT, type: 'AWS::ApiGateway::RestApi' } } };
    expect(resourceOf({ 'Fn::Sub': 'arn:aws:execute-api:::${ApiGatewayRestApi}/*' }, {}, world)).toBe('arn:aws:execute-api:::abc123/*');
  });

  test('that cannot be known are told all at once, with the statement and the key of each', () => {
    const template = resources({
      Table: resource('AWS::DynamoDB::Table', { TableName: 'orders' }),
      Queue: resource('AWS::SQS::Queue'),
      Loop: resource('AWS::S3::Bucket', { BucketName: { Ref: 'Loop' } }),
    });
    const error = errorOf(
      service(
        [
          allow({ 'Fn::GetAtt': ['Table', 'StreamArn'] }, 's3:*', { Sid: 'Streams' }),
          allow([FILES, { 'Fn::GetAtt': ['Queue', 'Arn'] }, { Ref: 'Tabel' }]),
          allow({ 'Fn::Transform': { Name: 'x' } }, 's3:*', { Condition: { StringLike: { 's3:prefix': { 'Fn::ImportValue': 'none' } } } }),
          allow({ Ref: 'Loop' }),
        ],
        template,
      ),
    );
    expect(error.code).toBe('STS_STATEMENTS_UNKNOWN');
    const at = 'provider.iam.role.statements';
    for (const line of [
      `${at}[0] (Sid "Streams").Resource refers to Table.StreamArn`,
      `${at}[1].Resource[1] refers to Queue.Arn, which the template does not name, and the stack shop-dev has no such resource in eu-west-1`,
      `${at}[1].Resource[2] refers to "Tabel", which is not under resources (did you mean Table?)`,
      `${at}[2].Resource is written with Fn::Transform`,
      `${at}[2].Condition.StringLike.s3:prefix imports "none"`,
      `${at}[3].Resource nests too deep`,
    ]) {
      expect(error.message).toContain(line);
    }
    expect(error.hint).toContain('Nothing is put in its place');
  });

  test('are not taken from a stack of another account', () => {
    const other = { Queue: { id: 'x', accountId: '999999999999' } };
    expect(errorOf(service([allow({ 'Fn::GetAtt': ['Queue', 'Arn'] })], unnamed), { stack: other })).toMatchObject({
      code: 'STS_STATEMENTS_UNKNOWN',
      message: expect.stringContaining(`in the account 999999999999, the role in ${ACCOUNT}`),
    });
  });

  test('that the stack refuses to tell are told with the reason for asking', () => {
    expect(errorOf(service([allow({ Ref: 'Topic' })], unnamed), { stack: { Topic: 'Refused.' } })).toMatchObject({
      code: 'STS_LOOKUP_FAILED',
      message: expect.stringContaining('Refused.\nIt is asked for because provider.iam.role.statements[0].Resource refers to Topic'),
      hint: expect.stringMatching(/Give the resource Topic a name.*cloudformation:DescribeStackResource/),
    });
  });
});

describe('whose statements', () => {
  const own = { iamRoleStatements: [allow('arn:of-f')] };
  const resourcesOf = (content: Content, given: StsOptions = {}): unknown[] =>
    statementsOf(read(content, { given })).map(({ Resource }) => Resource);

  test.each<[string, Content, StsOptions, unknown[]]>([
    ["the provider's, of either key", { provider: { role: ARN, iamRoleStatements: [allow(FILES)] } }, {}, [FILES]],
    [
      "the provider's, for a function without any",
      service([allow(FILES)], { functions: { f: { handler: 'x' } } }),
      { function: 'f' },
      [FILES],
    ],
    ['those of a function', service([allow(FILES)], { functions: { f: own } }), { function: 'f' }, ['arn:of-f']],
    [
      'of a function that inherits',
      service([allow(FILES)], { functions: { f: { ...own, iamRoleStatementsInherit: true } } }),
      { function: 'f' },
      [FILES, 'arn:of-f'],
    ],
    [
      'of version 4',
      service([allow(FILES)], { functions: { f: { disableLogs: true, iam: { role: { statements: [allow('arn:of-f')] } } } } }),
      { function: 'f' },
      ['arn:of-f'],
    ],
    [
      'of version 4, inherited',
      service([allow(FILES)], {
        functions: { f: { disableLogs: true, iam: { inheritStatements: true, role: { statements: [allow('arn:of-f')] } } } },
      }),
      { function: 'f' },
      [FILES, 'arn:of-f'],
    ],
    [
      'of a mode of its own for each function',
      {
        service: 's',
        provider: { iam: { role: { mode: 'perFunction', statements: [allow(FILES)] } } },
        functions: { f: { disableLogs: true } },
      },
      { function: 'f' },
      [FILES],
    ],
    [
      'of a function with a role of elsewhere',
      service([allow(FILES)], { functions: { f: { role: ARN, ...own } } }),
      { function: 'f' },
      ['arn:of-f'],
    ],
  ])('%s', (_what, content, given, expected) => {
    expect(resourcesOf(content, given)).toEqual(expected);
  });

  const declared = resources(
    {
      Own: resource('AWS::IAM::Role', {
        RoleName: 'App',
        Policies: [{ PolicyName: 'a', PolicyDocument: { Version: '2012-10-17', Statement: allow('arn:inline') } }],
        ManagedPolicyArns: [{ Ref: 'Managed' }, 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
      }),
      Managed: resource('AWS::IAM::ManagedPolicy', { PolicyDocument: { Version: '2012-10-17', Statement: [allow('arn:managed')] } }),
      Attached: resource('AWS::IAM::Policy', {
        Roles: [{ Ref: 'Own' }],
        PolicyDocument: { Version: '2012-10-17', Statement: [allow('arn:attached')] },
      }),
      OfRole: resource('AWS::IAM::RolePolicy', {
        RoleName: 'App',
        PolicyDocument: { Version: '2012-10-17', Statement: [allow('arn:by-name')] },
      }),
      OfOthers: resource('AWS::IAM::Policy', { Roles: [{ Ref: 'Other' }], PolicyDocument: { Statement: [allow('arn:no')] } }),
      Absent: {
        ...resource('AWS::IAM::Policy', { Roles: [{ Ref: 'Own' }], PolicyDocument: { Statement: [allow('arn:no')] } }),
        Condition: 'Never',
      },
      Other: resource('AWS::IAM::Role'),
    },
    { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } },
  );

  test.each<[string, unknown]>([
    ['its logical id', 'Own'],
    ['GetAtt', { 'Fn::GetAtt': ['Own', 'Arn'] }],
    ['its ARN', ARN],
    ['an ARN with its name', { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/App' }],
  ])('a role of resources, named by %s, has its policies and those attached to it', (_how, role) => {
    const grants = read({ service: 'shop', provider: { role }, ...declared });
    expect(statementsOf(grants).map(({ Resource }) => Resource)).toEqual(['arn:inline', 'arn:managed', 'arn:attached', 'arn:by-name']);
    expect(grants.managedPolicies).toEqual(['arn:aws:iam::aws:policy/ReadOnlyAccess']);
    expect(grants.statements[0]?.path).toBe('resources.Own.Policies[0].PolicyDocument.Statement');
    expect(asked).toEqual([]);
  });

  test.each<[string, Content, StsOptions, string[]]>([
    [
      'a role of elsewhere',
      { service: 's', provider: { role: ARN } },
      {},
      ['provider.iam.role.statements', 'provider.iamRoleStatements', 'provider.role in serverless.yml'],
    ],
    ['an empty list', service([]), {}, ['provider.iam.role.statements']],
    [
      'a function with a role of elsewhere',
      service([allow(FILES)], { functions: { f: { role: ARN } } }),
      { function: 'f' },
      ['functions.f.iamRoleStatements', 'functions.f.iam.role.statements'],
    ],
    ['no functions and no role', { service: 's', provider: {} }, {}, ['no role', 'provider.iam.role.statements']],
    [
      'several functions with roles of their own',
      { service: 's', provider: { iam: { role: { mode: 'perFunction' } } }, functions: { f: {}, g: {} } },
      {},
      ['none is chosen'],
    ],
  ])('%s without statements is told, with the keys', (_what, content, given, words) => {
    const error = errorOf(content, { given });
    expect(error.code).toBe('STS_STATEMENTS_MISSING');
    for (const word of words) expect(error.message).toContain(word);
  });
});

describe('a document of the first version of the language', () => {
  test('has no variables in it: what looks like one stays text', () => {
    const role = resource('AWS::IAM::Role', {
      RoleName: 'App',
      Policies: [{ PolicyDocument: { Statement: [allow('arn:aws:s3:::${aws:username}')] } }],
    });
    // A variable of Serverless would be looked for under that name.
    const content = {
      service: 's',
      provider: { role: 'R' },
      resources: {
        Resources: {
          R: JSON.parse(
            JSON.stringify(role)
              .replace('${aws:', '${!aws:')
              .replace('"arn:aws:s3', '{"Fn::Sub":"arn:aws:s3')
              .replace('username}"', 'username}"}'),
          ),
        },
      },
    };
    expect(statementsOf(read(content))[0]?.Resource).toBe('arn:aws:s3:::${$}{aws:username}');
  });
});

describe('what is no statement', () => {
  test.each<[string, unknown, string]>([
    ['an object', allow('*'), 'provider.iam.role.statements in serverless.yml is an object, and should be a list.'],
    ['a text', 's3:*', 'is a string, and should be a list'],
    ['a number', 7, 'is a number, and should be a list'],
    ['a list in the list', [[allow('*')]], 'provider.iam.role.statements[0] is a list, and should be a statement'],
    ['a null', [allow('*'), null], 'provider.iam.role.statements[1] is null'],
    ['a number in the list', [3], 'statements[0] is a number'],
    ['no Effect', [{ Action: 'a:b', Resource: '*' }], 'statements[0] has no Effect'],
    ['another Effect', [{ Effect: 'allow', Action: 'a:b', Resource: '*' }], 'has no Effect that is Allow or Deny'],
    ['no Action', [{ Effect: 'Allow', Resource: '*' }], 'has neither Action nor NotAction'],
    ['two Actions', [allow('*', 'a:b', { NotAction: 'a:c' })], 'has both Action and NotAction'],
    ['an empty list of actions', [allow('*', [])], 'has no value in Action'],
    ['no Resource', [{ Effect: 'Allow', Action: 'a:b' }], 'has neither Resource nor NotResource'],
    ['a name for a resource', [allow('files')], 'has in Resource "files", which is not an ARN'],
    ['a number for a resource', [allow(7)], 'has in Resource 7, which is not a text'],
    ['an object for a resource', [allow({ a: 1, b: 2 })], 'has in Resource an object (a, b)'],
    ['null for a resource', [allow([null])], 'has in Resource null'],
    ['a function among other keys', [allow({ 'Fn::Sub': 'arn:x', more: 1 })], 'has in Resource an object (Fn::Sub, more)'],
    ['an action without its service', [allow('*', 'GetObject')], 'has in Action "GetObject", which is not an action'],
    ['a principal', [allow('*', 'a:b', { Principal: '*' })], 'has Principal, which does not belong'],
    ['a wrong key', [allow('*', 'a:b', { Conditions: {} })], '(did you mean Condition?)'],
    ['a condition that is a text', [allow('*', 'a:b', { Condition: 'x' })], 'has a Condition that is not an object'],
    ['an operator without keys', [allow('*', 'a:b', { Condition: { Bool: 'x' } })], 'has in Condition.Bool no keys'],
    ['a value that is an object', [allow('*', 'a:b', { Condition: { Bool: { x: [{}] } } })], 'for x a value that is not a text'],
  ])('%s is refused', (_what, statements, words) => {
    expect(errorOf(service(statements))).toMatchObject({ code: 'STS_POLICY_INVALID', message: expect.stringContaining(words) });
  });

  test('is told with all its problems, each with its index and Sid', () => {
    const { message } = errorOf(service([allow('*'), allow('files', 'GetObject', { Sid: 'Files' }), {}]));
    expect(message.split('\n')).toHaveLength(6);
    expect(message).toContain('provider.iam.role.statements[1] (Sid "Files") has in Action "GetObject"');
  });

  test.each(['ReadOnlyAccess', 7, { a: 1 }, 'arn:aws:iam::1:policy/x'])('%j is no managed policy', (arn) => {
    const content = { service: 's', provider: { role: ARN, iamManagedPolicies: [arn] } };
    expect(errorOf(content)).toMatchObject({
      code: 'STS_POLICY_INVALID',
      message: expect.stringContaining('provider.iamManagedPolicies[0]'),
    });
  });
});

test('nothing is resolved but the statements', () => {
  const content = service(['${self:custom.one}'], {
    custom: { one: allow(FILES) },
    functions: { f: { environment: { X: '${ssm:/x}' }, events: [{ http: '${ssm:/y}' }] } },
  });
  expect(statementsOf(read(content))).toEqual([allow(FILES)]);
  const generated = {
    service: 's',
    provider: {},
    functions: { f: { environment: '${ssm:/x}', events: [{ http: '${ssm:/y}' }, '${self:custom.e}'] } },
    custom: { e: { sqs: 'arn:aws:sqs:::q' } },
  };
  expect(statementsOf(read(generated)).at(-1)).toMatchObject({ Resource: 'arn:aws:sqs:::q' });
});
