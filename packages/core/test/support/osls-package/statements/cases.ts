import { createRequire } from 'node:module';
import path from 'node:path';
import type { Case } from '../bench.js';
import type { NamesOfResource } from '../evaluate.js';
import { ACCOUNT } from '../outcome.js';
import { service, type ServiceParts } from '../service.js';

/** A configuration, and whose role is compared. */
export interface StatementsCase extends Case {
  name: string;
  /** Default: the shared role. */
  functionName?: string;
  logicalId?: string;
  /** Words that osls refuses with, where it does. */
  refused?: string;
}

const PLUGIN = 'serverless-iam-roles-per-function';
const PLUGIN_FOLDER = path.resolve(path.dirname(createRequire(import.meta.url).resolve('serverless-iam-roles-per-function')), '../..');

const REGIONAL = `us-east-1:${ACCOUNT}`;
const named = (Ref: string, Arn: string): NamesOfResource => ({ Ref, Arn });

/** By the names in `RESOURCES`: written down here, not worked out by what is tested. */
export const NAMES: Readonly<Record<string, NamesOfResource>> = {
  Table: named('orders', `arn:aws:dynamodb:${REGIONAL}:table/orders`),
  Queue: { ...named(`https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/jobs`, `arn:aws:sqs:${REGIONAL}:jobs`), QueueName: 'jobs' },
  Fifo: named(`https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/jobs.fifo`, `arn:aws:sqs:${REGIONAL}:jobs.fifo`),
  Topic: { Ref: `arn:aws:sns:${REGIONAL}:news`, TopicArn: `arn:aws:sns:${REGIONAL}:news`, TopicName: 'news' },
  Bucket: named('demo-files', 'arn:aws:s3:::demo-files'),
  Stream: named('clicks', `arn:aws:kinesis:${REGIONAL}:stream/clicks`),
  Machine: { ...named(`arn:aws:states:${REGIONAL}:stateMachine:flow`, `arn:aws:states:${REGIONAL}:stateMachine:flow`), Name: 'flow' },
  Bus: { ...named('events', `arn:aws:events:${REGIONAL}:event-bus/events`), Name: 'events' },
  Group: named('/app/logs', `arn:aws:logs:${REGIONAL}:log-group:/app/logs:*`),
  Hose: named('hose', `arn:aws:firehose:${REGIONAL}:deliverystream/hose`),
  Images: named('images', `arn:aws:ecr:${REGIONAL}:repository/images`),
  Key: { Ref: 'alias/demo' },
  Setting: { Ref: '/demo/setting' },
  FLambdaFunction: named('demo-dev-f', `arn:aws:lambda:${REGIONAL}:function:demo-dev-f`),
  MyDashfnLambdaFunction: named('own-name', `arn:aws:lambda:${REGIONAL}:function:own-name`),
  FLogGroup: named('/aws/lambda/demo-dev-f', `arn:aws:logs:${REGIONAL}:log-group:/aws/lambda/demo-dev-f:*`),
};

const resource = (Type: string, Properties: object = {}): object => ({ Type, Properties });

const RESOURCES = {
  Table: resource('AWS::DynamoDB::Table', { TableName: 'orders' }),
  Queue: resource('AWS::SQS::Queue', { QueueName: 'jobs' }),
  Fifo: resource('AWS::SQS::Queue', { QueueName: 'jobs.fifo', FifoQueue: true }),
  Topic: resource('AWS::SNS::Topic', { TopicName: 'news' }),
  Bucket: resource('AWS::S3::Bucket', { BucketName: '${self:service}-files' }),
  Stream: resource('AWS::Kinesis::Stream', { Name: 'clicks' }),
  Machine: resource('AWS::StepFunctions::StateMachine', { StateMachineName: 'flow' }),
  Bus: resource('AWS::Events::EventBus', { Name: 'events' }),
  Group: resource('AWS::Logs::LogGroup', { LogGroupName: '/app/logs' }),
  Hose: resource('AWS::KinesisFirehose::DeliveryStream', { DeliveryStreamName: 'hose' }),
  Images: resource('AWS::ECR::Repository', { RepositoryName: 'images' }),
  Key: resource('AWS::KMS::Alias', { AliasName: 'alias/demo', TargetKeyId: 'x' }),
  Setting: resource('AWS::SSM::Parameter', { Name: '/demo/setting', Type: 'String', Value: 'x' }),
  AppRole: resource('AWS::IAM::Role', { RoleName: 'app', AssumeRolePolicyDocument: {} }),
};

const allow = (Resource: unknown, Action: unknown = 's3:GetObject', more: object = {}): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const statements = (...list: unknown[]): ServiceParts => ({ provider: { iam: { role: { statements: list } } } });
const FILES = 'arn:aws:s3:::files/*';
const arnOf = (id: string): object => ({ 'Fn::GetAtt': [id, 'Arn'] });
const declared = { resources: { Resources: RESOURCES } };
const of = (name: string, parts: ServiceParts, more: Partial<StatementsCase> = {}): StatementsCase => ({
  name,
  files: { 'serverless.yml': service(parts), 'statements.yml': { list: [allow(FILES)] } },
  ...more,
});
const events = (...list: unknown[]): ServiceParts => ({ ...declared, functions: { f: { events: list } } });

const written: StatementsCase[] = [
  of('none', {}),
  of('an empty list', statements()),
  of('one', statements(allow(FILES))),
  of('a list of actions and resources', statements(allow([FILES, '*'], ['s3:GetObject', 's3:PutObject']))),
  of('NotAction and NotResource', statements({ Effect: 'Deny', NotAction: ['s3:*'], NotResource: ['*'] })),
  of(
    'a Sid and a Condition',
    statements(allow(FILES, 's3:*', { Sid: 'Files', Condition: { StringEquals: { 'aws:RequestedRegion': ['us-east-1'] } } })),
  ),
  of('of the older key', { provider: { iamRoleStatements: [allow(FILES)] } }),
  of('of both keys', { provider: { iam: { role: { statements: [allow(FILES)] } }, iamRoleStatements: [allow('*')] } }),
  of('an empty list beside the older key', { provider: { iam: { role: { statements: [] } }, iamRoleStatements: [allow('*')] } }),
  of('null beside the older key', { provider: { iam: { role: { statements: null } }, iamRoleStatements: [allow('*')] } }),
  of('from a file', { provider: { iam: { role: { statements: '${file(statements.yml):list}' } } } }),
  of('each from a file', statements('${file(statements.yml):list.0}', allow('*'))),
  of('with variables', { ...statements(allow('arn:aws:s3:::${sls:stage}-${self:custom.name}/*')), custom: { name: 'x' } }),
  of(
    'with pseudo parameters',
    statements(allow({ 'Fn::Sub': 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${AWS::StackName}' })),
  ),
  of(
    'with Join and Select',
    statements(allow({ 'Fn::Join': [':', ['arn', { Ref: 'AWS::Partition' }, 's3', '', '', { 'Fn::Select': [1, ['a', 'b']] }]] })),
  ),
  of('an object', { provider: { iam: { role: { statements: allow('*') } } } }, { refused: 'Configuration error' }),
  of('a list in the list', statements([allow('*')]), { refused: 'Configuration error' }),
  of('a null in the list', statements(null), { refused: 'Configuration error' }),
  of('without Effect', statements({ Action: ['s3:*'], Resource: '*' }), { refused: 'Configuration error' }),
  of('without Action', statements({ Effect: 'Allow', Resource: '*' }), { refused: 'Configuration error' }),
  of('with Action and NotAction', statements({ Effect: 'Allow', Action: ['a:b'], NotAction: ['a:c'], Resource: '*' }), {
    refused: 'Configuration error',
  }),
  of('an unknown key', statements({ Effect: 'Allow', Actions: ['a:b'], Resource: '*' }), { refused: 'Configuration error' }),
  of('managed policies', { provider: { iam: { role: { managedPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] } } } }),
  of('managed policies of the older key', { provider: { iamManagedPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] } }),
  of('managed policies with a function', {
    provider: { iam: { role: { managedPolicies: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/x' }] } } },
  }),
];

const references: StatementsCase[] = [
  ...Object.keys(RESOURCES)
    .filter((id) => NAMES[id]?.['Arn'] !== undefined)
    .map((id) => of(`Arn of ${id}`, { ...statements(allow(arnOf(id))), ...declared })),
  of('Arn of a role', { ...statements(allow(arnOf('AppRole'), 'iam:PassRole')), ...declared }),
  of('Ref of a topic', { ...statements(allow({ Ref: 'Topic' }, 'sns:Publish')), ...declared }),
  of('Ref of a state machine', { ...statements(allow({ Ref: 'Machine' }, 'states:StartExecution')), ...declared }),
  of('Ref of a table in Sub', {
    ...statements(allow({ 'Fn::Sub': 'arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Table}/index/*' })),
    ...declared,
  }),
  of('Arn of a bucket in Sub', { ...statements(allow({ 'Fn::Sub': '${Bucket.Arn}/*' })), ...declared }),
  of('Ref of an alias and of a parameter', {
    ...statements(
      allow({ 'Fn::Sub': 'arn:aws:ssm:::parameter${Setting}' }, 'ssm:GetParameter', {
        Condition: { StringEquals: { 'kms:RequestAlias': { Ref: 'Key' } } },
      }),
    ),
    ...declared,
  }),
  of('names of queue, topic and bus', {
    ...statements(
      allow({
        'Fn::Join': [
          '/',
          ['arn:', { 'Fn::GetAtt': ['Queue', 'QueueName'] }, { 'Fn::GetAtt': ['Topic', 'TopicName'] }, { 'Fn::GetAtt': ['Bus', 'Name'] }],
        ],
      }),
    ),
    ...declared,
  }),
  of('functions of the service', {
    ...statements(allow([arnOf('FLambdaFunction'), arnOf('MyDashfnLambdaFunction'), arnOf('FLogGroup')], 'lambda:InvokeFunction')),
    functions: { f: {}, 'my-fn': { name: 'own-name' } },
  }),
];

const logs: StatementsCase[] = [
  of('of functions with names of their own', { functions: { f: {}, g: { name: 'other' }, h: { name: 'demo-dev-more' } } }),
  of('only names of their own', { functions: { f: { name: 'one' }, g: { name: 'two' } } }),
  of('disabled for one', { functions: { f: {}, g: { disableLogs: true }, h: { name: 'x', disableLogs: true } } }),
  of('disabled for all', { functions: { f: { disableLogs: true } } }),
  of('in another stage', {}, { options: { stage: 'prod' } }),
];

const settings: StatementsCase[] = [
  of('vpc of a function', { functions: { f: { vpc: { securityGroupIds: ['sg-1'], subnetIds: ['subnet-1'] } } } }),
  of('vpc of the provider', { provider: { vpc: { securityGroupIds: ['sg-1'], subnetIds: ['subnet-1'] } } }),
  of('onError', { functions: { f: { onError: `arn:aws:sns:${REGIONAL}:dead` } } }),
  of('onError with a function', { ...declared, functions: { f: { onError: { Ref: 'Topic' } } } }),
  of('kmsKeyArn', {
    provider: { kmsKeyArn: `arn:aws:kms:${REGIONAL}:key/a` },
    functions: { f: {}, g: { kmsKeyArn: `arn:aws:kms:${REGIONAL}:key/b` } },
  }),
  of('tracing', { provider: { tracing: { lambda: true } } }),
  of('tracing of a function', { functions: { f: { tracing: 'PassThrough' } } }),
  of('destinations', {
    functions: {
      f: { destinations: { onSuccess: 'g', onFailure: `arn:aws:sqs:${REGIONAL}:failed` } },
      g: { provisionedConcurrency: 1 },
      h: { destinations: { onSuccess: `arn:aws:sns:${REGIONAL}:x`, onFailure: `arn:aws:events:${REGIONAL}:event-bus/x` } },
    },
  }),
  of('destinations by type', {
    ...declared,
    functions: {
      f: { destinations: { onSuccess: { type: 'sns', arn: { Ref: 'Topic' } }, onFailure: { type: 'sqs', arn: arnOf('Queue') } } },
    },
  }),
  of('a function with a role of its own among them', {
    ...declared,
    functions: { f: {}, g: { role: 'AppRole', onError: `arn:aws:sns:${REGIONAL}:dead`, events: [{ sqs: { arn: arnOf('Queue') } }] } },
  }),
];

const readers: StatementsCase[] = [
  of('sqs', events({ sqs: `arn:aws:sqs:${REGIONAL}:a` }, { sqs: { arn: arnOf('Queue') } }, { http: 'GET /' })),
  of('kinesis', events({ stream: { type: 'kinesis', arn: arnOf('Stream') } }, { stream: `arn:aws:kinesis:${REGIONAL}:stream/a` })),
  of('dynamodb', events({ stream: `arn:aws:dynamodb:${REGIONAL}:table/orders/stream/2026-01-01T00:00:00.000` })),
  of(
    'a stream with a consumer by its ARN',
    events({ stream: { arn: arnOf('Stream'), type: 'kinesis', consumer: `arn:aws:kinesis:${REGIONAL}:stream/a/consumer/x:1` } }),
  ),
  of(
    'a stream with destinations',
    events(
      { stream: { arn: arnOf('Stream'), type: 'kinesis', destinations: { onFailure: { arn: { Ref: 'Topic' }, type: 'sns' } } } },
      { stream: { arn: `arn:aws:kinesis:${REGIONAL}:stream/b`, destinations: { onFailure: `arn:aws:sqs:${REGIONAL}:failed` } } },
    ),
  ),
  of('msk', events({ msk: { arn: `arn:aws:kafka:${REGIONAL}:cluster/a/b-1`, topic: 't' } })),
  of(
    'kafka',
    events({
      kafka: {
        accessConfigurations: {
          saslScram512Auth: `arn:aws:secretsmanager:${REGIONAL}:secret:a`,
          vpcSubnet: ['subnet-1'],
          vpcSecurityGroup: 'sg-1',
        },
        bootstrapServers: ['a:1'],
        topic: 't',
      },
    }),
  ),
  of(
    'activemq',
    events({
      activemq: { arn: `arn:aws:mq:${REGIONAL}:broker:a:b-1`, queue: 'q', basicAuthArn: `arn:aws:secretsmanager:${REGIONAL}:secret:a` },
    }),
  ),
  of(
    'rabbitmq',
    events({
      rabbitmq: { arn: `arn:aws:mq:${REGIONAL}:broker:a:b-1`, queue: 'q', basicAuthArn: `arn:aws:secretsmanager:${REGIONAL}:secret:a` },
    }),
  ),
  of('schedule', events({ schedule: 'rate(1 hour)' }, { schedule: { rate: ['rate(1 hour)'], method: 'scheduler' } })),
  of('websocket', events({ websocket: '$connect' })),
  of('cloudFront', events({ cloudFront: { eventType: 'viewer-request', origin: 'https://a.b' } })),
];

const policy = (Roles: unknown, Type = 'AWS::IAM::Policy'): object =>
  resource(Type, { PolicyName: 'p', Roles, PolicyDocument: { Version: '2012-10-17', Statement: [allow('arn:aws:s3:::attached/*')] } });
const extension = (Properties: object): ServiceParts => ({ resources: { extensions: { IamRoleLambdaExecution: { Properties } } } });
const inline = { PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: [allow('arn:aws:s3:::inline/*')] } };

const resources: StatementsCase[] = [
  of('a policy that is attached to the generated role', { resources: { Resources: { P: policy([{ Ref: 'IamRoleLambdaExecution' }]) } } }),
  of('a managed policy that is attached to it', {
    resources: { Resources: { P: policy([{ Ref: 'IamRoleLambdaExecution' }], 'AWS::IAM::ManagedPolicy') } },
  }),
  of('one of another role', { resources: { Resources: { ...RESOURCES, P: policy([{ Ref: 'AppRole' }]) } } }),
  of('extensions that replace the policies', { ...statements(allow(FILES)), ...extension({ Policies: [inline] }) }),
  of('extensions that replace the managed policies', {
    provider: { iam: { role: { managedPolicies: ['arn:aws:iam::aws:policy/A'] } } },
    ...extension({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/B'] }),
  }),
  of('resources that add a policy', {
    ...statements(allow(FILES)),
    resources: { Resources: { IamRoleLambdaExecution: resource('AWS::IAM::Role', { Policies: [{}, inline] }) } },
  }),
  of('a list of resources', {
    ...statements(allow(arnOf('Table'))),
    resources: [
      { Resources: { Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'old' } } } },
      { Resources: { Table: { Properties: { TableName: 'orders' } } } },
    ],
  }),
  of(
    'a role of resources',
    {
      provider: { role: 'OwnRole' },
      resources: {
        Resources: {
          OwnRole: resource('AWS::IAM::Role', {
            RoleName: 'own',
            AssumeRolePolicyDocument: {},
            Policies: [inline],
            ManagedPolicyArns: ['arn:aws:iam::aws:policy/B'],
          }),
          P: policy([{ Ref: 'OwnRole' }]),
        },
      },
    },
    { logicalId: 'OwnRole' },
  ),
];

const own = (f: object, parts: ServiceParts = {}, more: Partial<StatementsCase> = {}): Partial<StatementsCase> & ServiceParts => ({
  ...parts,
  plugins: [PLUGIN],
  functions: { f, g: {} },
  ...more,
});
const ofPlugin = (name: string, parts: ServiceParts): StatementsCase =>
  of(name, parts, { functionName: 'f', logicalId: 'FIamRoleLambdaExecution', links: { [PLUGIN]: PLUGIN_FOLDER } });

const plugin: StatementsCase[] = [
  ofPlugin('of its own', own({ iamRoleStatements: [allow(FILES)] }, statements(allow('*')))),
  ofPlugin('an empty list', own({ iamRoleStatements: [] }, statements(allow('*')))),
  ofPlugin('inherited', own({ iamRoleStatements: [allow(FILES)], iamRoleStatementsInherit: true }, statements(allow('*')))),
  ofPlugin(
    'inherited of the older key',
    own({ iamRoleStatements: [allow(FILES)], iamRoleStatementsInherit: true }, { provider: { iamRoleStatements: [allow('*')] } }),
  ),
  ofPlugin(
    'of the older key beside provider.iam',
    own(
      { iamRoleStatements: [allow(FILES)], iamRoleStatementsInherit: true },
      { provider: { iam: { role: { tags: { a: 'b' } } }, iamRoleStatements: [allow('*')] } },
    ),
  ),
  ofPlugin(
    'inherited by default',
    own({ iamRoleStatements: [allow(FILES)] }, { ...statements(allow('*')), custom: { [PLUGIN]: { defaultInherit: true } } }),
  ),
  ofPlugin(
    'not inherited against the default',
    own(
      { iamRoleStatements: [allow(FILES)], iamRoleStatementsInherit: false },
      { ...statements(allow('*')), custom: { [PLUGIN]: { defaultInherit: true } } },
    ),
  ),
  ofPlugin(
    'with events and onError',
    own(
      {
        iamRoleStatements: [allow(FILES)],
        onError: `arn:aws:sns:${REGIONAL}:dead`,
        events: [{ sqs: { arn: arnOf('Queue') } }, { stream: { type: 'kinesis', arn: arnOf('Stream') } }],
      },
      { ...declared, ...statements(allow('*')) },
    ),
  ),
  ofPlugin(
    'with vpc and managed policies',
    own(
      { iamRoleStatements: [allow(FILES)], vpc: { securityGroupIds: ['sg-1'], subnetIds: ['subnet-1'] } },
      { provider: { iam: { role: { managedPolicies: ['arn:aws:iam::aws:policy/A'] } } } },
    ),
  ),
  ofPlugin(
    'extended',
    own(
      { iamRoleStatements: [allow(FILES)] },
      {
        resources: {
          Resources: { P: policy([{ Ref: 'FIamRoleLambdaExecution' }]) },
          extensions: { FIamRoleLambdaExecution: { Properties: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/B'] } } },
        },
      },
    ),
  ),
  of(
    'of a function without any',
    { ...statements(allow('*')), plugins: [PLUGIN], functions: { f: {}, g: { iamRoleStatements: [allow(FILES)] } } },
    { functionName: 'f', links: { [PLUGIN]: PLUGIN_FOLDER } },
  ),
];

export const STATEMENTS: Readonly<Record<string, readonly StatementsCase[]>> = {
  'statements as written': written,
  'references to resources': references,
  'logs of functions': logs,
  'settings of functions': settings,
  'events of functions': readers,
  'policies in resources': resources,
  [PLUGIN]: plugin,
};
