import { StsError } from '../../errors/index.js';
import { isObject } from '../../options/index.js';
import { normalized } from '../function-role.js';
import { added } from './added.js';
import type { ServiceFunction } from '../resources/service-functions.js';
import type { Written } from '../written.js';

const TABLE = ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream', 'dynamodb:ListStreams'];
const STREAM = ['kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:DescribeStream', 'kinesis:ListStreams'];
const WITH_CONSUMER = ['kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:DescribeStreamSummary', 'kinesis:ListShards'];

/** What Serverless adds for streams (osls, compile/events/stream.js). */
export function streamStatements(one: ServiceFunction, consumerSuffix: string): Written[] {
  return one.events('stream').flatMap(({ value, path }) => {
    const { arn, type, consumer, destinations } = settings(value);
    const read = typeOf(arn, type, path) === 'dynamodb' ? added(path, TABLE, arn) : added(path, consumer ? WITH_CONSUMER : STREAM, arn);
    return [read, ...consuming(one, arn, consumer, consumerSuffix, path), ...failing(destinations, path)];
  });
}

/** What serverless-iam-roles-per-function writes in place of these. */
export function pluginStreamStatements(one: ServiceFunction): Written[] {
  return one.events('stream').map(({ value, path }) => {
    const { arn, type } = settings(value);
    return added(path, typeOf(arn, type, path) === 'dynamodb' ? TABLE : STREAM, arn);
  });
}

function settings(value: unknown): Record<string, unknown> {
  return isObject(value) && 'arn' in value ? value : { arn: value };
}

function typeOf(arn: unknown, type: unknown, path: string): unknown {
  if (type) return type;
  if (typeof arn === 'string') return arn.split(':')[2];
  throw new StsError({
    code: 'STS_POLICY_INVALID',
    message: `${path} does not say what kind of stream it is, and its ARN is not a text: Serverless refuses it.`,
    hint: 'Write type: dynamodb or type: kinesis beside the arn.',
  });
}

function consuming(one: ServiceFunction, arn: unknown, consumer: unknown, suffix: string, path: string): Written[] {
  if (!consumer) return [];
  const ref = { Ref: `${normalized(`${one.key}${streamName(arn)}${suffix}Consumer`)}StreamConsumer` };
  return [added(path, ['kinesis:SubscribeToShard'], consumer === true ? ref : consumer)];
}

/** As Serverless finds a name for it in its ARN. */
function streamName(arn: unknown): string {
  if (typeof arn === 'string') return arn.split('/')[1] ?? '';
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::ImportValue': imported, 'Fn::Join': joined } = Object(arn) as Record<string, unknown>;
  if (Array.isArray(attribute)) return String(attribute[0]);
  const parts: unknown = Array.isArray(joined) ? joined[1] : undefined;
  if (Array.isArray(parts)) return String(parts.at(-1)).split('/').at(-1) ?? '';
  return String(imported ?? Ref ?? '');
}

function failing(destinations: unknown, path: string): Written[] {
  const target = isObject(destinations) ? destinations['onFailure'] : undefined;
  if (!target) return [];
  const { arn, type } = settings(target);
  const isTopic = (type ?? String(arn).split(':')[2]) === 'sns';
  return [added(`${path}.destinations`, isTopic ? ['sns:Publish'] : ['sqs:ListQueues', 'sqs:SendMessage'], arn)];
}
