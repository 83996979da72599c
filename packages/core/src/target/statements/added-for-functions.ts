import { isObject } from '../../options/index.js';
import { valueAt, type TargetInput } from '../questions.js';
import { GENERATED_ROLE } from '../stack.js';
import { added } from './added.js';
import type { ServiceFunction } from '../resources/service-functions.js';
import type { Written } from '../written.js';

const LAMBDA = 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:';

/** What Serverless adds to a role that it generates for the settings of functions (osls, compile/functions.js). */
export function functionStatements(input: TargetInput, functions: readonly ServiceFunction[]): Written[] {
  return functions.flatMap((one) => [
    ...durable(one),
    ...deadLetters(one),
    ...key(input, one),
    ...tracing(input, one),
    ...fileSystem(one),
    ...destinations(one),
  ]);
}

/** The ARN of a function of the service, without a reference that would make the template go round in a circle. */
export function functionArn(name: string, end = ''): object {
  return { 'Fn::Sub': `${LAMBDA}${name}${end}` };
}

function durable(one: ServiceFunction): Written[] {
  if (!one.setting('durableConfig') || ![undefined, null, '', GENERATED_ROLE].includes(one.setting('role') as string)) return [];
  const actions = ['lambda:CheckpointDurableExecution', 'lambda:GetDurableExecutionState'];
  return [allow(one, 'durableConfig', actions, functionArn(one.name, ':*/durable-execution/*/*'))];
}

/** Only where the topic is a text. */
function deadLetters(one: ServiceFunction): Written[] {
  const topic = one.setting('onError');
  return typeof topic === 'string' && topic !== '' ? [allow(one, 'onError', 'sns:Publish', topic)] : [];
}

function key(input: TargetInput, one: ServiceFunction): Written[] {
  const own = one.setting('kmsKeyArn');
  const arn = own || valueAt(input, 'provider', 'kmsKeyArn').value;
  return typeof arn === 'string' && arn !== '' ? [allow(one, 'kmsKeyArn', 'kms:Decrypt', arn)] : [];
}

function tracing(input: TargetInput, one: ServiceFunction): Written[] {
  if (!(one.setting('tracing') || valueAt(input, 'provider', 'tracing', 'lambda').value)) return [];
  return [allow(one, 'tracing', ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*')];
}

function fileSystem(one: ServiceFunction): Written[] {
  const config = one.setting('fileSystemConfig');
  if (!isObject(config)) return [];
  return [allow(one, 'fileSystemConfig', ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'], config['arn'])];
}

function destinations(one: ServiceFunction): Written[] {
  const set = one.setting('destinations');
  // A role that is named has to have them already.
  if (!isObject(set) || one.setting('role')) return [];
  return ['onSuccess', 'onFailure'].flatMap((name) => {
    const target = set[name];
    if (!target) return [];
    const { action, resource } = isObject(target) ? ofType(target) : ofText(String(target), one);
    return [allow(one, `destinations.${name}`, action, resource)];
  });
}

const ACTIONS: Readonly<Record<string, string>> = {
  function: 'lambda:InvokeFunction',
  sqs: 'sqs:SendMessage',
  sns: 'sns:Publish',
  eventBus: 'events:PutEvents',
};

function ofType({ type, arn }: Record<string, unknown>): { action: unknown; resource: unknown } {
  return { action: Object.hasOwn(ACTIONS, String(type)) ? ACTIONS[String(type)] : undefined, resource: arn };
}

function ofText(text: string, one: ServiceFunction): { action: unknown; resource: unknown } {
  if (!text.startsWith('arn:')) {
    const target = one.sibling(text);
    return { action: ACTIONS['function'], resource: functionArn(target.name, aliasOf(target)) };
  }
  const kinds: [part: string, type: string][] = [
    [':function:', 'function'],
    [':sqs:', 'sqs'],
    [':sns:', 'sns'],
    [':event-bus/', 'eventBus'],
  ];
  const [, type = ''] = kinds.find(([part]) => text.includes(part)) ?? [];
  return { action: ACTIONS[type], resource: text };
}

/** A function is invoked by the alias that Serverless makes for it, if it makes one. */
function aliasOf({ setting }: ServiceFunction): string {
  if (setting('durableConfig')) return ':durable';
  if (setting('provisionedConcurrency')) return ':provisioned';
  return setting('snapStart') ? ':snapstart' : '';
}

function allow({ key: name }: ServiceFunction, setting: string, Action: unknown, Resource: unknown): Written {
  return added(`functions.${name}.${setting}`, Action, Resource);
}
