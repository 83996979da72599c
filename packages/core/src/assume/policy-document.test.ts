import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Statement } from '../target/index.js';
import { policyText } from './policy-document.js';

const ROOM = 2048;

function document(statements: readonly Statement[], room = ROOM): { Version: string; Statement: Statement[] } {
  return JSON.parse(
    policyText(
      statements.map((statement, index) => ({ statement, path: `statements[${index}]` })),
      room,
    ).text,
  );
}

/** What is granted, one action on one resource each, as IAM reads a document. */
function granted(statements: readonly Statement[]): string[] {
  const many = (value: string | string[] | undefined): string[] => (value === undefined ? [] : [value].flat());
  const lines = statements.flatMap(({ Effect, Action, NotAction, Resource, NotResource, Condition }) => {
    const rest = JSON.stringify([Effect, many(NotAction).toSorted(), many(NotResource).toSorted(), Condition]);
    return (Action === undefined ? ['-'] : many(Action)).flatMap((action) =>
      (Resource === undefined ? ['-'] : many(Resource)).map((resource) => `${action} ${resource} ${rest}`),
    );
  });
  return [...new Set(lines)].toSorted();
}

test('has a version, and no Sid, no list of one and nothing twice', () => {
  const statement: Statement = {
    Sid: 'Files',
    Effect: 'Allow',
    Action: ['s3:GetObject'],
    Resource: ['arn:a', 'arn:b', 'arn:a'],
    Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1'] } },
  };
  expect(document([statement, { ...statement, Sid: 'Again', Resource: ['arn:b', 'arn:a'] }])).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: ['arn:a', 'arn:b'],
        Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
      },
    ],
  });
});

test('joins statements only where there is no room for each', () => {
  const statements: Statement[] = ['arn:a', 'arn:b'].map((Resource) => ({ Effect: 'Allow', Action: 's3:GetObject', Resource }));
  expect(document(statements).Statement).toHaveLength(2);
  expect(document(statements, 100).Statement).toEqual([{ Effect: 'Allow', Action: 's3:GetObject', Resource: ['arn:a', 'arn:b'] }]);
});

test('never joins what excludes, or what differs in more than one of its parts', () => {
  const statements: Statement[] = [
    { Effect: 'Deny', NotAction: 's3:*', Resource: '*' },
    { Effect: 'Deny', NotAction: 'sqs:*', Resource: '*' },
    { Effect: 'Allow', Action: 's3:Get', Resource: 'arn:a' },
    { Effect: 'Allow', Action: 's3:Put', Resource: 'arn:b' },
    { Effect: 'Deny', Action: 's3:Get', Resource: 'arn:c' },
    { Effect: 'Allow', Action: 's3:Get', Resource: 'arn:d', Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
  ];
  expect(document(statements, 0).Statement).toEqual(statements);
});

test('means the same however short it is made', () => {
  const texts = fc.uniqueArray(fc.constantFrom('a:1', 'a:2', 'b:*', 'c:3'), { minLength: 1 });
  const arns = fc.uniqueArray(fc.constantFrom('*', 'arn:1', 'arn:2', 'arn:3'), { minLength: 1 });
  const effect = fc.constantFrom('Allow' as const, 'Deny' as const);
  const conditions = fc.option(
    fc.constantFrom<NonNullable<Statement['Condition']>[]>({ Bool: { x: 'true' } }, { StringLike: { y: ['a', 'b'] } }),
    { nil: undefined },
  );
  const statement = fc
    .record({ effect, texts, arns, conditions, notAction: fc.boolean(), notResource: fc.boolean() })
    .map(({ effect: Effect, texts: actions, arns: resources, conditions: Condition, notAction, notResource }): Statement => ({
      Effect,
      ...(notAction ? { NotAction: actions } : { Action: actions }),
      ...(notResource ? { NotResource: resources } : { Resource: resources }),
      ...(Condition === undefined ? {} : { Condition }),
    }));
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 6 }), fc.constantFrom(0, ROOM), (statements, room) => {
      expect(granted(document(statements, room).Statement)).toEqual(granted(statements));
    }),
  );
});
