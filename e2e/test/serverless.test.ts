import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type RunResult, start } from '@sts/test-kit';
import { expect, inject } from 'vitest';
import { Cloud } from '../src/cloud.js';
import { type Consumer, installConsumer } from '../src/consumer.js';
import type { Emulator } from '../src/emulator.js';
import { allowing, type CreatedUser, createUserAndRole, environmentOf, uniqueName } from '../src/iam.js';
import { describeLocalStack, TARBALLS, test as base } from '../src/test.js';

const REGION = 'eu-central-1';
const CALLER = '111111111111';
const OTHER = '222222222222';

/** osls under the name by which serverless-offline looks for its framework, as its users install it. */
const PACKAGES = {
  '@sts/serverless': '*',
  '@sts/core': '*',
  serverless: 'npm:osls@4.3.1',
  'serverless-offline': '14.8.2',
  '@aws-sdk/client-sts': '3.1169.0',
};

const HANDLER = `const { GetCallerIdentityCommand, STSClient } = require('@aws-sdk/client-sts');
const { isMainThread } = require('node:worker_threads');

exports.whoAmI = async () => {
  const { Arn: arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
  return { statusCode: 200, body: JSON.stringify({ arn, isMainThread }) };
};
`;

/** A way to deploy as a role of another account. */
interface Way {
  way: string;
  command: readonly string[];
  packages: Record<string, string>;
  /** What the service says of the role, and what the environment says. */
  names: (roleArn: string, allowed: string[]) => { service: object; env: Record<string, string> };
}

const BY_PLUGIN: Way = {
  way: 'the plugin',
  command: ['serverless', 'deploy'],
  packages: {},
  names: (roleArn, allowedAccounts) => ({ service: { custom: { sts: { deploy: { roleArn, allowedAccounts } } } }, env: {} }),
};

const BY_EXEC: Way = {
  way: 'sts exec',
  command: ['sts', 'exec', '--', 'serverless', 'deploy'],
  packages: { '@sts/cli': '*' },
  names: (roleArn, allowed) => ({ service: { plugins: [] }, env: { STS_ROLE_ARN: roleArn, STS_ALLOWED_ACCOUNTS: allowed.join(',') } }),
};

const WAYS: readonly Way[] = [BY_PLUGIN, BY_EXEC];

/* oxlint-disable no-empty-pattern -- Vitest reads a fixture's dependencies from this pattern. */

/** One consumer for all tests: what is installed is large. */
const test = base.extend('consumer', { scope: 'file' }, async ({}, { onCleanup }): Promise<Consumer> => {
  const packages = Object.assign({}, PACKAGES, ...WAYS.map((way) => way.packages)) as Record<string, string>;
  const consumer = await installConsumer(
    { files: { 'handler.js': HANDLER }, devDependencies: packages },
    { tarballsDir: TARBALLS, cacheDir: inject('runDir') },
  );
  onCleanup(() => consumer.remove());
  return consumer;
});

/** Makes the consumer's project this service, written as JSON, which is YAML too; nothing is left of the one before. */
async function become({ project }: Consumer, service: object): Promise<void> {
  await rm(project.path('.serverless'), { recursive: true, force: true });
  await rm(project.path('node_modules/.cache'), { recursive: true, force: true });
  await project.write('serverless.yml', { frameworkVersion: '*', plugins: ['@sts/serverless'], ...service });
}

/** Who asks, and AWS by its address: buckets have no host names of their own there. */
function environment(user: CreatedUser, localStack: Emulator): Record<string, string> {
  return {
    ...environmentOf(user, localStack),
    AWS_ENDPOINT_URL: localStack.url.replace('localhost', '127.0.0.1'),
    SLS_NOTIFICATIONS_MODE: 'off',
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await once(server.close(), 'close');
  return port;
}

describeLocalStack('serverless-offline under the plugin', () => {
  test.for([
    ['offline', false],
    ['offline start', true],
  ] as const)('%s, in process %s: a handler is the role, after one AssumeRole', async ([command, inProcess], { localStack, consumer }) => {
    const { user, role } = await createUserAndRole(localStack, { userAccountId: CALLER, roleAccountId: OTHER });
    const [httpPort, lambdaPort] = [await freePort(), await freePort()];
    await become(consumer, {
      service: 'orders',
      provider: { name: 'aws', runtime: 'nodejs22.x', region: REGION, iam: { role: role.arn } },
      plugins: ['serverless-offline', '@sts/serverless'],
      custom: { 'serverless-offline': { httpPort, lambdaPort, noPrependStageInUrl: true, useInProcess: inProcess } },
      functions: { who: { handler: 'handler.whoAmI', events: [{ httpApi: 'GET /who' }] } },
    });
    const mark = await localStack.mark();

    const script = join(consumer.project.dir, 'node_modules/.bin/serverless');
    await using running = start(script, command.split(' '), { cwd: consumer.project.dir, env: environment(user, localStack) });
    await running.waitForOutput(/Server ready/, 90_000);
    const answer = await (await fetch(`http://localhost:${httpPort}/who`)).json();

    expect(answer).toEqual({ arn: `arn:aws:sts::${OTHER}:assumed-role/${role.name}/orders-dev-test`, isMainThread: inProcess });
    expect(await localStack.countSince(mark, 'sts.AssumeRole')).toBe(1);
  });
});

describeLocalStack.for(WAYS)('deploying into another account by $way', ({ command, names }) => {
  const [program = '', ...args] = command;

  /** A service of resources only: no Lambda runtime is needed then. */
  async function deploy(
    localStack: Emulator,
    consumer: Consumer,
    allowed: string[],
  ): Promise<{ stack: string; result: RunResult; requests: Awaited<ReturnType<Emulator['requestsSince']>> }> {
    const { user, role } = await createUserAndRole(localStack, {
      userAccountId: CALLER,
      roleAccountId: OTHER,
      policy: allowing('*', '*'),
    });
    const service = uniqueName('orders');
    const named = names(role.arn, allowed);
    await become(consumer, {
      service,
      provider: { name: 'aws', region: REGION },
      resources: { Resources: { Queue: { Type: 'AWS::SQS::Queue' } } },
      ...named.service,
    });
    const mark = await localStack.mark();
    const result = await consumer.run(program, args, { env: { ...environment(user, localStack), ...named.env } });
    return { stack: `${service}-dev`, result, requests: await localStack.requestsSince(mark) };
  }

  test('the stack is there, and nothing in the account of who asks', async ({ localStack, consumer }) => {
    const { stack, result } = await deploy(localStack, consumer, [OTHER]);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(await new Cloud(localStack, OTHER, REGION).physicalId(stack, 'Queue')).toContain(`/${OTHER}/`);
    await expect(new Cloud(localStack, CALLER, REGION).physicalId(stack, 'Queue')).rejects.toThrow(/does not exist/);
  });

  test('with allowedAccounts that leave it out, nothing is sent', async ({ localStack, consumer }) => {
    const { result, requests } = await deploy(localStack, consumer, [CALLER]);

    expect(result.exitCode, result.all).not.toBe(0);
    expect(result.all).toContain('STS_ACCOUNT_NOT_ALLOWED');
    expect(requests).toEqual([]);
  });
});
