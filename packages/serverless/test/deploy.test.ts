import type { ProjectFiles } from '@sts/test-kit';
import { expect, test } from 'vitest';
import { startAws } from './support/aws.js';
import { serverlessYml, World } from './support/world.js';

const OTHER = '333333333333';
const DEPLOYER = `arn:aws:iam::${OTHER}:role/app/deployer`;

/** A service of resources only, which deploys into another account. */
function service(sts: object, more: Record<string, unknown> = {}): ProjectFiles {
  return {
    'serverless.yml': serverlessYml({
      provider: { iam: { role: 'arn:aws:iam::222222222222:role/app/orders' } },
      resources: { Resources: { Queue: { Type: 'AWS::SQS::Queue' } } },
      ...more,
      custom: { ...(more['custom'] as object), sts },
    }),
  };
}

/** A world with a role in another account, which takes an external id. */
async function makeWorld(): Promise<World> {
  const world = await World.make();
  const user = world.sts.addUser({
    name: 'ci',
    account: '222222222222',
    policy: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] },
  });
  world.sts.addRole({ arn: DEPLOYER, trust: user.arn });
  return Object.assign(world, { user });
}

test.for<[string, object, string[]]>([
  ['its ARN', '${param:deployer}' as unknown as object, []],
  ['options', { roleArn: '${param:deployer}', sessionName: 'from-the-file', allowedAccounts: [OTHER] }, ['--aws-profile', 'ci']],
])('a deployment named by %s asks AWS as that role alone, and what STS_* says of the code has no say', async ([, deploy, flags]) => {
  await using world = await makeWorld();
  await using aws = await startAws();
  const sts = { deploy, sessionName: 'of-the-code', allowedAccounts: ['222222222222', OTHER] };
  const project = await world.service({
    ...service(sts, { params: { default: { deployer: DEPLOYER } }, custom: { colour: '${ssm:/colour}' } }),
    'aws/credentials': `[ci]\naws_access_key_id=${world.user.accessKeyId}\naws_secret_access_key=${world.user.secretAccessKey}\n`,
  });

  const result = await world.run('osls 4', project, ['info', ...flags], {
    AWS_ENDPOINT_URL: aws.url,
    AWS_SHARED_CREDENTIALS_FILE: project.path('aws/credentials'),
    AWS_DEV_ACCESS_KEY_ID: world.user.accessKeyId,
    AWS_DEV_SECRET_ACCESS_KEY: world.user.secretAccessKey,
    STS_ROLE_ARN: 'arn:aws:iam::222222222222:role/app/somebody',
    STS_STAGE: 'elsewhere',
    STS_EXTERNAL_ID: 'of-the-code',
  });

  const session = typeof deploy === 'string' ? 'orders-dev-deploy' : 'from-the-file';
  expect(result.all).toContain(`Running as arn:aws:sts::${OTHER}:assumed-role/deployer/${session}`);
  expect(aws.asked.map(({ what }) => what)).toEqual(expect.arrayContaining(['AmazonSSM.GetParameter', 'DescribeStacks']));
  expect(new Set(aws.asked.map(({ keyId }) => keyId))).toEqual(new Set([world.sts.issued[0]?.accessKeyId]));
  for (const secret of world.secrets()) expect(result.all).not.toContain(secret);
});

test.for<[string, object | string, string[], string]>([
  ['an account that is not allowed', { roleArn: DEPLOYER, allowedAccounts: ['222222222222'] }, [], 'STS_ACCOUNT_NOT_ALLOWED'],
  ['a role that refuses', `arn:aws:iam::${OTHER}:role/app/nobodys`, [], 'STS_ACCESS_DENIED'],
  ['credentials of another role', DEPLOYER, [], 'STS_IDENTITY_MISMATCH'],
  ['no role', { externalId: 'some-id' }, [], 'names no role to deploy as'],
  ['an option that it cannot have', { roleArn: DEPLOYER, stage: 'prod' }, [], 'stage (from custom.sts.deploy in serverless.yml)'],
])('%s: one readable error, and nothing is sent', async ([title, deploy, flags, text]) => {
  await using world = await makeWorld();
  await using aws = await startAws();
  if (title.startsWith('credentials'))
    world.sts.fault({ kind: 'wrong-role', answeredRoleArn: 'arn:aws:iam::222222222222:role/app/deployer' });
  const project = await world.service(service({ deploy }, { custom: { colour: '${ssm:/colour}' } }));

  const result = await world.run('osls 4', project, ['deploy', ...flags], { AWS_ENDPOINT_URL: aws.url });

  expect(result.exitCode, result.all).toBe(1);
  expect(result.all.split(text), result.all).toHaveLength(2);
  expect(result.all).not.toMatch(/^\s+at /m);
  expect(result.all).not.toContain('Deploying');
  expect(aws.asked).toEqual([]);
});

test('a role of the command line will do; other flags alone are of no use, and told', async () => {
  await using world = await makeWorld();
  await using aws = await startAws();
  const project = await world.service(service({}));
  const env = { AWS_ENDPOINT_URL: aws.url };

  const named = await world.run('osls 4', project, ['info', '--sts-role-arn', DEPLOYER], env);
  expect(named.all).toContain(`Running as arn:aws:sts::${OTHER}:assumed-role/deployer/`);
  const sent = aws.asked.length;
  const alone = await world.run('osls 4', project, ['info', '--sts-external-id', 'some-id'], env);

  expect(alone.exitCode).toBe(1);
  expect(alone.all).toContain('--sts-external-id is given, and no role is named');
  expect(aws.asked).toHaveLength(sent);
  const stage = await world.run('osls 4', project, ['info', '--sts-role-arn', DEPLOYER, '--sts-stage', 'prod'], env);
  expect(stage.all).toContain('unrecognized CLI options: "--sts-stage"');
  expect(aws.asked).toHaveLength(sent);
});

test('switched off, it is the deployment of Serverless itself, and says so', async () => {
  await using world = await makeWorld();
  await using aws = await startAws();
  const project = await world.service(service({ deploy: DEPLOYER }));

  const result = await world.run('osls 4', project, ['info'], { AWS_ENDPOINT_URL: aws.url, STS_ENABLED: '0' });

  expect(result.all).toContain('@sts/serverless is switched off');
  expect(new Set(aws.asked.map(({ keyId }) => keyId))).toEqual(new Set([world.user.accessKeyId]));
  expect(world.sts.count()).toBe(0);
});
