import { isObject } from '../../options/index.js';
import { added } from './added.js';
import { functionArn } from './added-for-functions.js';
import { streamStatements } from './added-for-streams.js';
import type { ServiceFunction } from '../resources/service-functions.js';
import type { Written } from '../written.js';

/** What is needed to name what Serverless makes for an event. */
export interface EventNames {
  /** What a consumer of a stream is called after, beside its function and stream. */
  consumer: string;
}

/** What Serverless adds to a role that it generates, so that it may read the events of functions (osls, compile/events). */
export function eventStatements(functions: readonly ServiceFunction[], names: EventNames): Written[] {
  return [
    ...functions.flatMap((one) => [
      ...scheduled(one),
      ...kafka(one),
      ...brokers(one, 'activemq'),
      ...brokers(one, 'rabbitmq'),
      ...clusters(one),
      ...streamStatements(one, names.consumer),
      ...queues(one),
    ]),
    ...once(functions, 'websocket', ['execute-api:ManageConnections'], 'arn:${AWS::Partition}:execute-api:*:*:*/@connections/*'),
    ...once(
      functions,
      'cloudFront',
      ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents', 'logs:TagResource'],
      'arn:${AWS::Partition}:logs:*:*:*',
    ),
  ];
}

/** Queues, for the plugin too. */
export function queues(one: ServiceFunction): Written[] {
  const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
  return one.events('sqs').map(({ value, path }) => added(path, actions, isObject(value) && 'arn' in value ? value['arn'] : value));
}

/** By EventBridge Scheduler, which invokes with the role of the function. */
function scheduled(one: ServiceFunction): Written[] {
  const found = one.events('schedule').find(({ value }) => isObject(value) && value['method'] === 'scheduler');
  if (found === undefined) return [];
  return [added(found.path, ['lambda:InvokeFunction'], [functionArn(one.name), functionArn(one.name, ':*')])];
}

const NETWORK = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeVpcs',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeSubnets',
  'ec2:DescribeSecurityGroups',
];
const SECRET = ['secretsmanager:GetSecretValue'];
/** Whose values are the ARNs of secrets. */
const KAFKA_SECRETS = ['saslPlainAuth', 'saslScram256Auth', 'saslScram512Auth', 'clientCertificateTlsAuth', 'serverRootCaCertificate'];

function kafka(one: ServiceFunction): Written[] {
  return one.events('kafka').flatMap(({ value, path }) => {
    const access = Object(isObject(value) ? value['accessConfigurations'] : undefined) as Record<string, unknown>;
    const secrets = KAFKA_SECRETS.flatMap((name) => access[name] ?? []);
    return [
      ...(secrets.length === 0 ? [] : [added(path, SECRET, secrets)]),
      ...(access['vpcSubnet'] || access['vpcSecurityGroup'] ? [added(path, NETWORK, '*')] : []),
    ];
  });
}

function brokers(one: ServiceFunction, type: string): Written[] {
  return one.events(type).flatMap(({ value, path }) => {
    const { arn, basicAuthArn } = Object(value) as Record<string, unknown>;
    return [added(path, SECRET, basicAuthArn), added(path, ['mq:DescribeBroker'], arn), added(path, NETWORK, '*')];
  });
}

function clusters(one: ServiceFunction): Written[] {
  return one.events('msk').flatMap(({ value, path }) => {
    const { arn } = Object(value) as Record<string, unknown>;
    return [added(path, ['kafka:DescribeCluster', 'kafka:GetBootstrapBrokers'], arn), added(path, NETWORK, '*')];
  });
}

function once(functions: readonly ServiceFunction[], type: string, actions: readonly string[], resource: string): Written[] {
  const [first] = functions.flatMap((one) => one.events(type));
  return first === undefined ? [] : [added(first.path, actions, { 'Fn::Sub': resource })];
}
