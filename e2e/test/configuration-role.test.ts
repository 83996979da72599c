import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { expect } from 'vitest';
import { templateWithOutputs } from '../src/cloud.js';
import { createRole, trusting, uniqueName } from '../src/iam.js';
import type { Emulator } from '../src/emulator.js';
import { ACCOUNT, REGION, roleArn, test } from '../src/reader.js';
import { describeLocalStack } from '../src/test.js';

/** A service, whose functions Serverless would generate a role for, with further lines of the provider and behind it. */
function yaml(service: string, { provider = '', more = '' }: { provider?: string; more?: string }): string {
  return `service: ${service}
provider:
  name: aws
  region: ${REGION}
${provider}functions:
  list:
    handler: src/list.handler
${more}`;
}

/** Creates a role that may be assumed by whom `read` runs as. */
async function deployRole(localStack: Emulator, trusted: string, name: string, path: string): Promise<void> {
  const iam = new IAMClient(localStack.adminConfig(ACCOUNT));
  const input = { RoleName: name, Path: path, AssumeRolePolicyDocument: JSON.stringify(trusting(trusted)) };
  await iam.send(new CreateRoleCommand(input));
}

describeLocalStack('a role of resources', () => {
  test('with name and path is known without CloudFormation, and really assumed', async ({ reader, localStack }) => {
    const name = uniqueName('orders');
    await deployRole(localStack, reader.user.arn, name, '/team/');
    const configuration = yaml('orders', {
      provider: '  role: OrdersRole\n',
      more: `resources:
  Resources:
    OrdersRole:
      Type: AWS::IAM::Role
      Properties:
        RoleName: ${name}
        Path: /team/
`,
    });

    const { target, requests, loaded } = await reader.read(configuration);

    expect(target?.roleArn).toBe(roleArn(`team/${name}`));
    expect(target?.generatedRole).toBeUndefined();
    expect(requests).toEqual(['sts.GetCallerIdentity']);
    expect(loaded).toEqual([]);
    const assumed = await reader.read(configuration, { assume: true, keepCache: true });
    expect(assumed.requests, assumed.output).toEqual(['sts.AssumeRole', 'sts.GetCallerIdentity']);
    expect(await reader.consumer.takeIdentities()).toMatchObject([{ arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/orders-dev-test` }]);
  });

  const withoutName = {
    provider: '  iam:\n    role: !GetAtt OrdersRole.Arn\n',
    more: 'resources:\n  Resources:\n    OrdersRole:\n      Type: AWS::IAM::Role\n',
  };

  test('without a name has the one that the deployed stack gave it, and is really assumed', async ({ reader, cloud }) => {
    const service = uniqueName('orders');
    const Properties = { AssumeRolePolicyDocument: trusting(reader.user.arn) };
    await cloud.stack(`${service}-dev`, { Resources: { OrdersRole: { Type: 'AWS::IAM::Role', Properties } } });
    const name = await cloud.physicalId(`${service}-dev`, 'OrdersRole');

    const { target, requests, loaded } = await reader.read(yaml(service, withoutName));

    expect(name).not.toBe('');
    expect(target?.roleArn).toBe(roleArn(name));
    expect(requests).toEqual(['cloudformation.DescribeStackResource']);
    expect(loaded).toEqual(['client-cloudformation']);
    expect(target?.explanation.answers.flatMap(({ lookups }) => lookups)).toEqual([
      { what: `The resource OrdersRole of the stack ${service}-dev`, asks: 'CloudFormation' },
    ]);
    const assumed = await reader.read(yaml(service, withoutName), { assume: true });
    expect(assumed.error, assumed.output).toBeUndefined();
    expect(await reader.consumer.takeIdentities()).toMatchObject([{ arn: expect.stringContaining(`:assumed-role/${name}/`) }]);
  });

  test.for(['the stack', 'the resource'] as const)(
    'without a name is unknown while %s is not deployed',
    async (missing, { reader, cloud }) => {
      const service = uniqueName('orders');
      if (missing === 'the resource') await cloud.stack(`${service}-dev`, templateWithOutputs({}));

      const { error } = await reader.read(yaml(service, withoutName));

      expect(error?.code).toBe('STS_ROLE_UNKNOWN');
      expect(error?.message).toContain(`the stack ${service}-dev has no such resource in ${REGION}`);
    },
  );
});

describeLocalStack('a role with a function of CloudFormation', () => {
  test('is imported from another stack', async ({ reader, cloud }) => {
    const name = uniqueName('shared-role');
    await cloud.stack(uniqueName('shared'), templateWithOutputs({ Role: { value: roleArn('from-export'), exportedAs: name } }));

    const { target, requests } = await reader.read(yaml('orders', { provider: `  iam:\n    role: !ImportValue ${name}\n` }));

    expect(target?.roleArn).toBe(roleArn('from-export'));
    expect(requests).toEqual(['cloudformation.ListExports']);
    expect(target?.explanation.answers.flatMap(({ lookups }) => lookups)).toEqual([{ what: `The export ${name}`, asks: 'CloudFormation' }]);
  });

  test('is unknown where nobody exports it', async ({ reader }) => {
    const { error } = await reader.read(yaml('orders', { provider: '  iam:\n    role: !ImportValue no-such-export\n' }));
    expect(error?.code).toBe('STS_ROLE_UNKNOWN');
    expect(error?.message).toContain('"no-such-export"');
  });

  test.for([
    ['provider.role', '  role: !Ref OrdersRole\n'],
    ['provider.iam.role', "  iam:\n    role: !Sub '${OrdersRole}'\n"],
  ] as const)('is a parameter of the template that SSM keeps, in %s', async ([, provider], { reader, cloud }) => {
    const name = `/${uniqueName('orders')}/role`;
    await cloud.parameter(name, roleArn('from-a-template-parameter'));
    const more = `resources:
  Parameters:
    OrdersRole:
      Type: AWS::SSM::Parameter::Value<String>
      Default: ${name}
`;

    const { target, requests, output } = await reader.read(yaml('orders', { provider, more }));

    expect(target?.roleArn, output).toBe(roleArn('from-a-template-parameter'));
    expect(requests).toEqual(['ssm.GetParameter']);
  });
});

describeLocalStack('the role that Serverless generates', () => {
  test('is known by its formula, and really assumed', async ({ reader, localStack }) => {
    const service = uniqueName('orders');
    const name = `${service}-qa-${REGION}-lambdaRole`;
    await createRole(localStack, { accountId: ACCOUNT, name, trust: trusting(reader.user.arn) });

    const { target, requests, output } = await reader.read(yaml(service, {}), { assume: true, env: { STS_STAGE: 'qa' } });

    expect(target, output).toMatchObject({ roleArn: roleArn(name), generatedRole: 'IamRoleLambdaExecution' });
    expect(requests).toEqual(['sts.GetCallerIdentity', 'sts.AssumeRole', 'sts.GetCallerIdentity']);
    expect(await reader.consumer.takeIdentities()).toMatchObject([
      { account: ACCOUNT, arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/${service}-qa-test` },
    ]);
  });
});
