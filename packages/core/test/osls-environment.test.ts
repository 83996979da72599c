import { afterAll, beforeAll, expect, test } from 'vitest';
import { Bench, type Case, IMAGE } from './support/osls-package/bench.js';
import { ACCOUNT } from './support/osls-package/outcome.js';
import { evaluate } from './support/osls-package/evaluate.js';

// The variables of a function are those that `osls package` writes into the template.
let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start();
});
afterAll(() => bench[Symbol.asyncDispose]());

interface EnvironmentCase extends Case {
  name: string;
}

const IN_REGION = `us-east-1:${ACCOUNT}`;
const NAMES = {
  Orders: { Ref: 'orders', Arn: `arn:aws:dynamodb:${IN_REGION}:table/orders` },
  Jobs: { Ref: `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/jobs`, Arn: `arn:aws:sqs:${IN_REGION}:jobs` },
  Files: { Ref: 'files', Arn: 'arn:aws:s3:::files' },
};
const NAMED = `resources:
  Resources:
    Orders: { Type: AWS::DynamoDB::Table, Properties: { TableName: orders } }
    Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: jobs } }
    Files: { Type: AWS::S3::Bucket, Properties: { BucketName: files } }
`;

/** A service with one function `f`, both with an environment. */
function both(name: string, provider: string, own: string, more: Partial<Case> & { yml?: string } = {}): EnvironmentCase {
  const { yml = '', files = {}, ...rest } = more;
  const text = `service: demo
provider: { name: aws, role: 'arn:aws:iam::${ACCOUNT}:role/demo', environment: ${provider} }
functions: { f: { image: '${IMAGE}', environment: ${own} } }
${yml}`;
  return { name, files: { 'serverless.yml': text, ...files }, ...rest };
}

const CASES: EnvironmentCase[] = [
  both("the function's before the provider's", '{ A: p, B: p }', '{ B: f, C: f }'),
  both('numbers, booleans and empty texts', '{ A: 1, B: true, C: false, D: 1.50, E: 0 }', "{ F: '', G: 1e3, H: 0x10, I: ~ }"),
  both('a list of one', '{ A: [one] }', '{ B: [2] }'),
  both('lines and what YAML makes of it', '{ A: "1\\n2", B: \'${self:service} and text\' }', '{ C: 2020-01-01, D: "on" }'),
  both('variables', '{ A: "${env:GIVEN}", B: "${env:NOT, \'b\'}" }', '{ C: "${self:provider.environment.A}-c", D: "${sls:stage}" }', {
    env: { GIVEN: 'given' },
  }),
  both('parameters and the region', '{ A: "${param:a}", B: "${aws:region}" }', '{}', { yml: 'params: { default: { a: pa } }\n' }),
  both('a block of a file', '"${file(env.json):all}"', '"${file(env.json):own}"', {
    files: { 'env.json': '{ "all": { "A": "a", "B": "b" }, "own": { "B": "own" } }' },
  }),
  both(
    'references to what has a name',
    '{ A: !Ref Orders, B: !GetAtt Orders.Arn, C: !Ref Files }',
    '{ D: !Ref Jobs, E: !GetAtt Jobs.Arn }',
    {
      yml: NAMED,
    },
  ),
  both('functions of CloudFormation', '{ A: !Sub "${AWS::Region}-x" }', '{ B: !Join [".", [a, !Ref Orders]], C: !Select [1, [x, y]] }', {
    yml: NAMED,
  }),
  both('null', '{ A: a, B: b }', '{ A: null }'),
  both('no block at all', '{}', '{}'),
];

test.for(CASES.map((one) => [one.name, one] as const))('%s', async ([, one]) => {
  await using seeded = await bench.seed(one);
  const answer = await seeded.template();
  expect(answer.ok ? '' : answer.message).toBe('');
  if (!answer.ok) return;
  const { template, region, stackName } = answer;
  const { Environment } = Object(template.Resources['FLambdaFunction']?.Properties) as {
    Environment?: { Variables: Record<string, unknown> };
  };
  const theirs = Object.entries(Environment?.Variables ?? {}).map(([name, value]) => [
    name,
    typeof value === 'object' ? evaluate(value, template, { account: ACCOUNT, region, stackName, names: NAMES }) : value,
  ]);
  expect(await seeded.environment('f')).toEqual({ variables: Object.fromEntries(theirs), leftOut: [] });
});
