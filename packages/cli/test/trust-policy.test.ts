import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { CliWorld } from './support/cli-world.js';

const yaml = createRequire(createRequire(import.meta.url).resolve('@sts/core/package.json'))('js-yaml') as {
  load: (text: string) => unknown;
};

/** Serverless generates the role, and its account is not in the file. */
const GENERATED = 'service: orders\nprovider:\n  name: aws\n  region: eu-central-1\nfunctions:\n  a: { handler: a.a }\n';

test('what is printed lets the caller in', async () => {
  await using world = await CliWorld.make();
  world.sts.setTrust(world.roleArn, 'arn:aws:iam::222222222222:user/somebody-else');
  const flags = ['--external-id', 'a-secret-id', '--tags', 'team=a'];
  const { stdout, stderr, exitCode } = await world.run(['trust-policy', ...flags]);
  expect(exitCode).toBe(0);
  expect(stderr).toContain(`the trust policy of ${world.roleArn}`);
  const statement = JSON.parse(stdout.replace('<the external id in use>', 'a-secret-id')) as object;
  expect(statement).toMatchObject({ Principal: { AWS: world.user.arn }, Action: ['sts:AssumeRole', 'sts:TagSession'] });
  world.sts.setTrust(world.roleArn, { Statement: statement as never });
  expect(await world.run(['exec', ...flags, 'true'])).toMatchObject({ exitCode: 0 });
});

test('--yaml is the part of the configuration for a role that Serverless generates, Lambda included', async () => {
  await using world = await CliWorld.make({ 'serverless.yml': GENERATED });
  const { stdout, stderr, exitCode } = await world.run(['trust-policy', '--yaml']);
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toContain('put this into the configuration');
  const Statement = [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    { Effect: 'Allow', Principal: { AWS: world.user.arn }, Action: 'sts:AssumeRole' },
  ];
  expect(yaml.load(stdout)).toEqual({
    resources: {
      extensions: { IamRoleLambdaExecution: { Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement } } } },
    },
  });
});

test('with --principal nobody is asked; sessions are named by their role, and a role of a chain by itself', async () => {
  await using world = await CliWorld.make();
  const offline = { AWS_ACCESS_KEY_ID: 'AKIANOBODY0000000000', AWS_SECRET_ACCESS_KEY: 'x' };
  const principal = async (...args: string[]): Promise<unknown> =>
    (JSON.parse((await world.run(['trust-policy', ...args], { env: offline })).stdout) as { Principal: unknown }).Principal;
  expect(await principal('--principal', 'arn:aws:sts::111111111111:assumed-role/ci/run-1')).toEqual({
    AWS: 'arn:aws:iam::111111111111:role/ci',
  });
  expect(await principal('--via', 'arn:aws:iam::333333333333:role/hub')).toEqual({ AWS: 'arn:aws:iam::333333333333:role/hub' });
  expect(world.sts.count()).toBe(0);
});

test('a principal that is none, and keys that are wrong, are errors; nothing is printed', async () => {
  await using world = await CliWorld.make();
  expect(await world.run(['trust-policy', '--principal', 'me'])).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: expect.stringContaining('STS_USAGE') as string,
  });
  const wrong = await world.run(['trust-policy'], { env: { AWS_SECRET_ACCESS_KEY: 'wrong' } });
  expect(wrong).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('STS_SIGNATURE_INVALID') as string });
});
