import type { ProjectFiles } from '@sts/test-kit';

/** The test files of the project, so that two workers have work. */
export const LABELS = ['one', 'two'] as const;

/** Calls to SQS that the project's tests can make, and what its serverless.yml grants of them. */
export type Call = 'CreateQueue' | 'ListQueues' | 'DeleteQueue';

const GRANTED: Call = 'CreateQueue';

/**
 * A project whose environment says which role it has and what its tests do, so that one installation serves many cases:
 * `environmentOfCase`. Each test file asks who it is and then makes each call in a test of its own.
 */
export const enforcedFiles: ProjectFiles = {
  // A role that is deployed elsewhere.
  'serverless.yml': `service: orders
provider:
  name: aws
  region: eu-central-1
  iam:
    role: \${param:role}
`,
  // A role of this service, deployed with more than is granted here.
  'generated.yml': `service: orders
provider:
  name: aws
  region: eu-central-1
  iam:
    role:
      name: \${param:role}
      statements:
        - Effect: Allow
          Action: sqs:${GRANTED}
          Resource: '*'
functions:
  order:
    handler: src/order.handler
`,
  // A role that is declared with whom it trusts, and on which condition.
  'declared.yml': `service: orders
provider:
  name: aws
  region: eu-central-1
  iam:
    role: AppRole
resources:
  Resources:
    AppRole:
      Type: AWS::IAM::Role
      Properties:
        RoleName: \${param:role}
        AssumeRolePolicyDocument:
          Version: '2012-10-17'
          Statement:
            - Effect: Allow
              Principal: { AWS: '\${param:trusted}' }
              Action: sts:AssumeRole
              Condition: { StringEquals: { 'sts:ExternalId': '\${param:externalId}' } }
`,
  ...Object.fromEntries(LABELS.map((label) => [`test/${label}.cjs`, spec(label)])),
};

/** What the project takes from its environment. `role` and others: `param:role` of the configuration and so on. */
export function environmentOfCase({ calls = [], ...params }: Case): Record<string, string> {
  return { STS_PARAMS: JSON.stringify(params), CALLS: calls.join(' ') };
}

interface Case {
  role: string;
  trusted?: string;
  externalId?: string;
  calls?: readonly Call[];
}

function spec(label: string): string {
  return `const sqs = require('@aws-sdk/client-sqs');
const { whoAmI } = require('../who-am-i.cjs');

const INPUTS = { CreateQueue: { QueueName: 'orders' }, ListQueues: {}, DeleteQueue: { QueueUrl: process.env.AWS_ENDPOINT_URL + '/queue/orders' } };

it('knows who it is', async () => {
  await whoAmI('${label}');
});

for (const call of process.env.CALLS.split(' ').filter(Boolean)) {
  it('may ' + call, async () => {
    await new sqs.SQSClient({}).send(new sqs[call + 'Command'](INPUTS[call]));
  });
}
`;
}
