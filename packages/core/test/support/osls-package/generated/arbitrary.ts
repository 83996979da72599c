import fc, { type Arbitrary } from 'fast-check';
import { ofFile, ofParam, ofSelf, text, wholeSource } from './texts.js';
import type { GeneratedRole, Model, Place, Role, Source, Value } from './tree.js';

const HEADS = fc.oneof(
  { arbitrary: fc.constant('arn:aws:iam::111122223333:role/'), weight: 24 },
  {
    arbitrary: fc.constantFrom(
      'arn:aws:iam::999922223333:role/team/',
      'arn:aws-cn:iam::111122223333:role/',
      'arn:aws-us-gov:iam::111122223333:role/',
    ),
    weight: 3,
  },
  // Not the ARN of a role.
  fc.constantFrom('arn:aws:iam::11112222333:role/', 'arn:aws:iam::111122223333:user/', 'arn:aws:iam::111122223333:role'),
);

const arn: Arbitrary<Role> = fc.record({ kind: fc.constant('arn' as const), head: HEADS, name: text('may break') });

const pseudo = fc.constantFrom('${AWS::Region}', '${AWS::StackName}', '${AWS::Partition}', '-');
const sub: Arbitrary<Role> = fc.tuple(text('may break'), pseudo, text('safe')).map(([head, part, tail]) => ({
  kind: 'sub' as const,
  text: ['arn:${AWS::Partition}:iam::${AWS::AccountId}:role/', ...head, '-', part, ...tail],
}));

const resource: Arbitrary<Role> = fc
  .record({
    kind: fc.constant('resource' as const),
    by: fc.oneof(
      { arbitrary: fc.constantFrom('id', 'get-att', 'sub', 'sub-name', 'tag-get-att', 'tag-sub'), weight: 9 },
      { arbitrary: fc.constantFrom('ref', 'join', 'get-att-text'), weight: 2 },
    ),
    type: fc.oneof({ arbitrary: fc.constant('AWS::IAM::Role'), weight: 30 }, fc.constant('AWS::SNS::Topic')),
    name: fc.option(
      fc.record({
        as: fc.constantFrom('text', 'text', 'text', 'sub', 'sub-list', 'join', 'parameter'),
        text: text('may break'),
      }),
      { freq: 10, nil: undefined },
    ),
    path: fc.constantFrom(undefined, undefined, '/', '/team/', '/a/b/'),
  })
  // `Ref` is no ARN, and under `iam.role` nothing is asked of its resource: what is written there must be no error.
  .map((one): Role => (one.by === 'ref' ? { ...one, name: undefined } : one));

const odd: Arbitrary<Role> = fc
  .constantFrom<unknown[]>(
    { 'Fn::ImportValue': 'x' },
    { 'Fn::GetAtt': ['IamRoleLambdaExecution', 'Arn'] },
    { 'Fn::Select': [1, ['no', 'arn:aws:iam::111122223333:role/selected']] },
    'IamRoleLambdaExecution',
    'Nothing',
    7,
    true,
    ['arn:aws:iam::111122223333:role/listed'],
    null,
    '',
  )
  .map((value) => ({ kind: 'json' as const, value }));

const simple: Arbitrary<Role> = fc.oneof({ arbitrary: arn, weight: 6 }, { arbitrary: sub, weight: 2 }, { arbitrary: resource, weight: 3 });

const role: Arbitrary<Role> = fc.oneof(
  { arbitrary: simple, weight: 12 },
  { arbitrary: fc.record({ kind: fc.constant('whole' as const), source: wholeSource, role: simple }), weight: 4 },
  { arbitrary: odd, weight: 1 },
);

const generated: Arbitrary<GeneratedRole> = fc.record({
  name: fc.option(fc.oneof({ arbitrary: text('may break') as Arbitrary<Value>, weight: 6 }, fc.constantFrom<Value[]>(7, true)), {
    nil: undefined,
  }),
  path: fc.constantFrom(undefined, undefined, '/', '/team/', '/a/b/', '/no-end'),
  roleName: fc.option(text('safe'), { nil: undefined }),
  rolePath: fc.constantFrom(undefined, undefined, '/of-resource/'),
  where: fc.constantFrom('extensions', 'Resources', 'list'),
});

/** Sources that stand under `provider.stage`, of which osls knows few at that time. */
const early: Arbitrary<(value: Value) => Source> = fc.oneof(
  fc.constant((value: Value): Source => ({ kind: 'env', value })),
  ofSelf<Value>(['key', 'deep', 'list', 'chain', 'nested']),
  ofFile<Value>(['yml', 'json', 'txt', 'js', 'async'], fc.constant(false)),
);

const late: Arbitrary<(value: Value) => Source> = fc.oneof(
  early,
  ofParam(['option', 'stage', 'default', 'null']),
  ofSelf<Value>(['stage']),
);

function place(
  names: readonly string[],
  wrong: readonly unknown[],
  source: Arbitrary<(value: Value) => Source>,
  wrongOption: string,
): Arbitrary<Place> {
  const name = fc.constantFrom(...names);
  return fc.record({
    option: fc.option(fc.oneof({ arbitrary: name, weight: 40 }, fc.constant(wrongOption)), { nil: undefined, freq: 1 }),
    written: fc.option(
      fc.oneof(
        { arbitrary: fc.record({ value: name, source: fc.option(source, { nil: undefined }) }), weight: 40 },
        fc.record({ value: fc.constantFrom(...wrong), source: fc.constant(undefined) }),
      ),
      { nil: undefined, freq: 2 },
    ),
  });
}

const stage = place(['dev', 'prod', 'PR-7', 'qa'], ['a_b', 7, true, '', '${env:MISSING}', null], early, 'a_b');
const region = place(['us-east-1', 'eu-west-1', 'cn-north-1', 'us-gov-west-1'], ['mars-1', 7, '', '${env:MISSING}', null], late, 'mars-1');

/** Any configuration: most name a role that can be had, and some in a way that is an error. */
export const model: Arbitrary<Model> = fc.record({
  format: fc.oneof(
    { arbitrary: fc.constantFrom('yml', 'yaml'), weight: 6 },
    { arbitrary: fc.constant('json'), weight: 2 },
    fc.constantFrom('js', 'cjs', 'mjs', 'ts'),
  ),
  service: fc.constantFrom<Model['service'][]>(
    ['demo'],
    ['My-Service'],
    [{ before: ['env:MISSING'], source: { kind: 'written', written: "'late'" }, after: [] }],
    ['a-', { before: [], source: { kind: 'env', value: ['of-env'] }, after: [] }],
    ['a-', { before: [], source: { kind: 'self', at: 'key', value: ['of-self'] }, after: [] }],
  ),
  stage,
  region,
  iam: fc.option(fc.oneof({ arbitrary: fc.record({ role }), weight: 3 }, { arbitrary: fc.record({ settings: generated }), weight: 2 }), {
    nil: undefined,
    freq: 2,
  }),
  role: fc.option(role, { nil: undefined, freq: 1 }),
  functions: fc.array(fc.option(role, { nil: undefined, freq: 2 }), { minLength: 1, maxLength: 3 }),
  functionsAs: fc.constantFrom('map', 'map', 'map', 'list', 'file', 'files', 'each'),
  apart: fc.oneof(
    { arbitrary: fc.constant([]), weight: 2 },
    fc.subarray(['provider' as const, 'custom' as const, 'resources' as const, 'params' as const]),
  ),
  beside: fc.subarray(['cfnRole', 'deploymentRole', 'iamRoleStatements', 'rolePermissionsBoundary', 'stackName'], { maxLength: 2 }),
  dotenv: fc.constantFrom('.env', '.env.<stage>'),
  configValidationMode: fc.oneof({ arbitrary: fc.constant(undefined), weight: 4 }, fc.constantFrom('warn', 'off')),
});
