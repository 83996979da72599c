import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { start } from '@sts/test-kit';
import { expect } from 'vitest';
import { Cloud } from '../src/cloud.js';
import type { Consumer, Example } from '../src/consumer.js';
import type { Emulator } from '../src/emulator.js';
import { allowing, type CreatedUser, createUserAndRole, environmentOf, uniqueName } from '../src/iam.js';
import { describeLocalStack, test } from '../src/test.js';

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

/** A service, written as JSON; YAML takes it. */
function example(service: object, files: Example['files'] = {}, packages: Record<string, string> = {}): Example {
  return {
    devDependencies: { ...PACKAGES, ...packages },
    files: { 'serverless.yml': { frameworkVersion: '*', plugins: ['@sts/serverless'], ...service }, ...files },
  };
}

/** Who asks, and AWS by its address: buckets have no host names of their own there. */
function environment(user: CreatedUser, localStack: Emulator): Record<string, string> {
  return {
    ...environmentOf(user, localStack),
    AWS_ENDPOINT_URL: localStack.url.replace('localhost', '127.0.0.1'),
    SLS_NOTIFICATIONS_MODE: 'off',
  };
}

const HANDLER = `const { GetCallerIdentityCommand, STSClient } = require('@aws-sdk/client-sts');
const { isMainThread } = require('node:worker_threads');

exports.whoAmI = async () => {
  const { Arn: arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
  return { statusCode: 200, body: JSON.stringify({ arn, isMainThread }) };
};
`;

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
  ] as const)('%s, in process %s: a handler is the role, after one AssumeRole', async ([command, inProcess], { localStack, install }) => {
    const { user, role } = await createUserAndRole(localStack, { userAccountId: CALLER, roleAccountId: OTHER });
    const [httpPort, lambdaPort] = [await freePort(), await freePort()];
    const consumer = await install(
      example(
        {
          service: 'orders',
          provider: { name: 'aws', runtime: 'nodejs22.x', region: REGION, iam: { role: role.arn } },
          plugins: ['serverless-offline', '@sts/serverless'],
          custom: { 'serverless-offline': { httpPort, lambdaPort, noPrependStageInUrl: true, useInProcess: inProcess } },
          functions: { who: { handler: 'handler.whoAmI', events: [{ httpApi: 'GET /who' }] } },
        },
        { 'handler.js': HANDLER },
      ),
    );
    const mark = await localStack.mark();

    const script = join(consumer.project.dir, 'node_modules/.bin/serverless');
    await using running = start(script, command.split(' '), { cwd: consumer.project.dir, env: environment(user, localStack) });
    await running.waitForOutput(/Server ready/, 90_000);
    const answer = await (await fetch(`http://localhost:${httpPort}/who`)).json();

    expect(answer).toEqual({ arn: `arn:aws:sts::${OTHER}:assumed-role/${role.name}/orders-dev-test`, isMainThread: inProcess });
    expect(await localStack.countSince(mark, 'sts.AssumeRole')).toBe(1);
  });
});

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

/** `sts exec` as soon as there is a packed `@sts/cli`. */
const WAYS: readonly Way[] = [BY_PLUGIN, BY_EXEC].filter(({ way }) => way !== 'sts exec');

describeLocalStack.for(WAYS)('deploying into another account by $way', ({ command, packages, names }) => {
  const [program = '', ...args] = command;

  /** A service of resources only: no Lambda runtime is needed then. */
  async function deploy(
    { localStack, install }: { localStack: Emulator; install: (example: Example) => Promise<Consumer> },
    allowed: string[],
  ): Promise<{ service: string; result: Awaited<ReturnType<Consumer['run']>>; requests: Awaited<ReturnType<Emulator['requestsSince']>> }> {
    const { user, role } = await createUserAndRole(localStack, {
      userAccountId: CALLER,
      roleAccountId: OTHER,
      policy: allowing('*', '*'),
    });
    const service = uniqueName('orders');
    const named = names(role.arn, allowed);
    const consumer = await install(
      example(
        {
          service,
          provider: { name: 'aws', region: REGION },
          resources: { Resources: { Queue: { Type: 'AWS::SQS::Queue' } } },
          ...named.service,
        },
        {},
        packages,
      ),
    );
    const mark = await localStack.mark();
    const result = await consumer.run(program, args, { env: { ...environment(user, localStack), ...named.env } });
    return { service, result, requests: await localStack.requestsSince(mark) };
  }

  test('the stack is there, and nothing in the account of who asks', async ({ localStack, install }) => {
    const { service, result } = await deploy({ localStack, install }, [OTHER]);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const stack = `${service}-dev`;
    expect(await new Cloud(localStack, OTHER, REGION).physicalId(stack, 'Queue')).toContain(`/${OTHER}/`);
    await expect(new Cloud(localStack, CALLER, REGION).physicalId(stack, 'Queue')).rejects.toThrow(/does not exist/);
  });

  test('with allowedAccounts that leave it out, nothing is sent', async ({ localStack, install }) => {
    const { result, requests } = await deploy({ localStack, install }, [CALLER]);

    expect(result.exitCode, result.all).not.toBe(0);
    expect(result.all).toContain('STS_ACCOUNT_NOT_ALLOWED');
    expect(requests).toEqual([]);
  });
});
