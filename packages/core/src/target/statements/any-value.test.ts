import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isStsError } from '../../errors/index.js';
import { Lookups, Pending } from '../../lookups/index.js';
import { givenOptions, mergeOptions } from '../../options/index.js';
import { createResolver, type Services } from '../../variables/index.js';
import { readTarget } from '../read-target.js';
import { readStatements } from './read-statements.js';

const ARN = 'arn:aws:iam::123456789012:role/App';
const PLUGIN = 'serverless-iam-roles-per-function';

/** Whoever is asked keeps one waiting. */
const WAITING = new Proxy({} as Services, {
  get: (_target, name) => () => ({ key: String(name), what: String(name), ask: () => Promise.reject(new Error('never')) }),
});

function read(content: Record<string, unknown>, functionName: string | undefined): unknown {
  const given = { roleArn: ARN, ...(functionName === undefined ? {} : { function: functionName }) };
  const resolver = createResolver({
    configuration: content,
    fileName: 'serverless.yml',
    sources: {},
    given: {},
    lookups: new Lookups(),
    stage: () => 'dev',
  });
  const options = mergeOptions([givenOptions(given, 'the options given')]);
  const config = { file: '/service/serverless.yml', name: 'serverless.yml', dir: '/service', content };
  const input = { options, config, resolver, env: { AWS_PROFILE: 'x' }, services: WAITING, files: () => [] };
  return readStatements(input, readTarget(input));
}

const words = fc.constantFrom(
  'Effect',
  'Allow',
  'Action',
  's3:*',
  'Resource',
  'arn:aws:s3:::x',
  '*',
  'Condition',
  'Ref',
  'Fn::GetAtt',
  'Fn::Sub',
  '${X.Arn}',
  'Fn::Join',
  'Fn::If',
  'Fn::Select',
  'Fn::Split',
  'Fn::FindInMap',
  'X',
  'X.Arn',
  'arn',
  'type',
  'sns',
  'onFailure',
  'Statement',
  'PolicyDocument',
  'Roles',
  'constructor',
  '__proto__',
);
const { value: anything } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    words,
    fc.constantFrom(null, true, 0, 7),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(words, tie('value'), { maxKeys: 4 }),
  ),
}));

const types = fc.constantFrom(
  'AWS::IAM::Policy',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::RolePolicy',
  'AWS::IAM::Role',
  'AWS::SQS::Queue',
  'odd',
  7,
  null,
);
const properties = fc.dictionary(
  fc.constantFrom('Policies', 'ManagedPolicyArns', 'Roles', 'RoleName', 'PolicyDocument', 'QueueName'),
  anything,
);
const resource = fc.record({ Type: types, Properties: fc.oneof(properties, anything) });
const events = fc.dictionary(
  fc.constantFrom('sqs', 'stream', 'kafka', 'activemq', 'rabbitmq', 'msk', 'schedule', 'websocket', 'cloudFront'),
  anything,
);
const settings = fc.dictionary(
  fc.constantFrom(
    'iamRoleStatements',
    'iamRoleStatementsInherit',
    'onError',
    'kmsKeyArn',
    'tracing',
    'fileSystemConfig',
    'destinations',
    'durableConfig',
    'vpc',
    'disableLogs',
    'iam',
  ),
  anything,
);
const service = fc.record({
  service: fc.constant('s'),
  provider: fc.record({
    iam: fc.record({ role: fc.dictionary(fc.constantFrom('statements', 'managedPolicies', 'mode'), anything) }),
    iamRoleStatements: anything,
  }),
  functions: fc.record({
    f: settings.chain((values) => fc.record({ events: fc.oneof(fc.array(events), anything) }).map((more) => ({ ...values, ...more }))),
  }),
  plugins: fc.constantFrom([], [PLUGIN]),
  resources: fc.record({
    Resources: fc.record({ X: resource, IamRoleLambdaExecution: resource }),
    extensions: fc.dictionary(fc.constant('IamRoleLambdaExecution'), resource),
  }),
});

test('whatever stands there, it is read or told in an error of ours', () => {
  fc.assert(
    fc.property(service, fc.constantFrom(undefined, 'f'), (content, functionName) => {
      try {
        read(content, functionName);
      } catch (error) {
        expect(isStsError(error) || error instanceof Pending, String((error as Error).stack)).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});
