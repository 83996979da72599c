import type { ProjectFiles, RunResult } from '@sts/test-kit';
import { describe, expect, test } from 'vitest';
import { startAws } from './support/aws.js';
import { type Answer, HANDLER, serverlessYml, World } from './support/world.js';

const OWN = 'arn:aws:iam::222222222222:role/app/of-one';

/** A service with two functions, one of them with a role of its own. */
function service(role: string, more: Record<string, unknown> = {}): ProjectFiles {
  const { provider, ...rest } = more;
  return {
    'serverless.yml': serverlessYml({
      provider: { iam: { role }, ...(provider as object) },
      functions: { who: { handler: 'handler.whoAmI' }, one: { handler: 'handler.whoAmI', role: OWN } },
      ...rest,
    }),
    'handler.js': HANDLER['handler.cjs'],
  };
}

/** A plugin with a command that tells who it is, and who Serverless asks AWS as. */
const TELLING_PLUGIN = {
  'tells.js': `module.exports = class Tells {
  constructor(serverless) {
    this.commands = { tells: { lifecycleEvents: ['who'], commands: { more: { lifecycleEvents: ['who'] } } } };
    const tell = async () => {
      const provider = serverless.getProvider('aws');
      const { accessKeyId } = provider.getAwsSdkV3CredentialsProvider
        ? await provider.getAwsSdkV3CredentialsProvider()()
        : provider.getCredentials().credentials;
      const sdk2 = 'cachedCredentials' in provider ? provider.getCredentials().credentials.accessKeyId : accessKeyId;
      const told = { env: process.env.AWS_ACCESS_KEY_ID, profile: process.env.AWS_PROFILE, provider: accessKeyId, sdk2 };
      process.stdout.write('TOLD ' + JSON.stringify(told) + '\\n');
    };
    this.hooks = { 'tells:who': tell, 'tells:more:who': tell };
  }
};
`,
};

function answered({ stdout }: RunResult): Answer {
  return JSON.parse((JSON.parse(stdout) as { body: string }).body) as Answer;
}

function told({ stdout }: RunResult): Record<string, string> {
  return JSON.parse(/^TOLD (.*)$/m.exec(stdout)?.[1] ?? '{}') as Record<string, string>;
}

describe('invoke local', () => {
  test.for([
    ['osls 4', 'one', 'of-one'],
    ['osls 3', 'one', 'of-one'],
  ] as const)('%s: the function %s is the role %s, and the output is only its answer', async ([framework, name, role]) => {
    await using world = await World.make();
    world.addRole('of-one');
    const project = await world.service(service(world.addRole('orders')));

    const result = await world.run(framework, project, ['invoke', 'local', '-f', name]);

    const [issued] = world.sts.issued;
    expect(result.exitCode, result.all).toBe(0);
    expect(answered(result)).toMatchObject({
      arn: `arn:aws:sts::222222222222:assumed-role/${role}/orders-dev-test`,
      atTopLevel: issued?.accessKeyId,
      keyId: issued?.accessKeyId,
      child: issued?.accessKeyId,
    });
    for (const secret of world.secrets()) expect(result.all).not.toContain(secret);
  });

  test('what Serverless asks AWS for variables it asks with its own credentials, and the handler is the role all the same', async () => {
    await using world = await World.make();
    await using aws = await startAws();
    const project = await world.service(service(world.addRole('orders'), { provider: { environment: { COLOUR: '${ssm:/colour}' } } }));

    const result = await world.run('osls 4', project, ['invoke', 'local', '-f', 'who'], { AWS_ENDPOINT_URL_SSM: aws.url });

    expect(result.exitCode, result.all).toBe(0);
    expect(aws.asked).toEqual([{ what: 'AmazonSSM.GetParameter', keyId: world.user.accessKeyId }]);
    expect(answered(result)).toMatchObject({ arn: expect.stringContaining(':assumed-role/orders/') });
  });

  test('flags come before everything, and Serverless takes them', async () => {
    await using world = await World.make();
    world.addRole('other');
    const project = await world.service(service(world.addRole('orders'), { custom: { sts: { sessionName: 'from-the-file' } } }));
    const flags = ['--sts-role-arn', 'arn:aws:iam::222222222222:role/app/other', '--sts-session-name', 'from-a-flag'];

    const result = await world.run('osls 4', project, ['invoke', 'local', '-f', 'one', ...flags], {
      STS_SESSION_NAME: 'from-the-environment',
    });

    expect(answered(result).arn, result.all).toBe('arn:aws:sts::222222222222:assumed-role/other/from-a-flag');
  });

  test.for<[string, Record<string, unknown>, string[], Record<string, string>, string]>([
    ['an unknown function', {}, ['invoke', 'local', '-f', 'nobody'], {}, 'STS_FUNCTION_UNKNOWN'],
    ['a misspelt option', { custom: { sts: { comands: ['x'] } } }, ['invoke', 'local', '-f', 'who'], {}, 'Did you mean commands?'],
    ['a misspelt command', { custom: { sts: { commands: ['oflfine'] } } }, ['print'], {}, 'STS_OPTIONS_INVALID'],
    ['an endpoint that is down', {}, ['invoke', 'local', '-f', 'who'], { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9' }, 'STS_UNREACHABLE'],
  ])('%s is one readable error, and nothing is sent', async ([, more, command, env, text]) => {
    await using world = await World.make();
    const project = await world.service(service(world.addRole('orders'), more));

    const result = await world.run('osls 4', project, command, env);

    expect(result.exitCode, result.all).toBe(1);
    expect(result.all.split(text), result.all).toHaveLength(2);
    expect(result.all).toMatch(/^Error:\nSTS_[A-Z_]+: /m);
    expect(result.all).not.toMatch(/^\s+at /m);
    expect(result.stdout).not.toContain('statusCode');
    expect(world.sts.count()).toBe(0);
  });

  test('STS_ENABLED=0 assumes nothing and changes nothing', async () => {
    await using world = await World.make();
    const project = await world.service(service(world.addRole('orders')));

    const result = await world.run('osls 4', project, ['invoke', 'local', '-f', 'who'], { STS_ENABLED: '0' });

    expect(answered(result)).toMatchObject({ arn: world.user.arn, keyId: world.user.accessKeyId });
    expect(world.sts.count('AssumeRole')).toBe(0);
  });
});

describe('custom.sts.commands', () => {
  const listed = { plugins: ['./tells.js', '@sts/serverless'], custom: { sts: { commands: ['tells'] } } };

  test.for(['osls 4', 'osls 3'] as const)('%s: a command that is listed runs as the role, whatever profile is named', async (framework) => {
    await using world = await World.make();
    const project = await world.service({
      ...service(world.addRole('orders'), listed),
      ...TELLING_PLUGIN,
      'aws/credentials': `[mine]\naws_access_key_id=${world.user.accessKeyId}\naws_secret_access_key=${world.user.secretAccessKey}\n`,
    });
    const env = {
      AWS_SHARED_CREDENTIALS_FILE: project.path('aws/credentials'),
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
    };

    const result = await world.run(framework, project, ['tells', '--aws-profile', 'mine'], env);

    const role = world.sts.issued[0]?.accessKeyId;
    expect(told(result), result.all).toEqual({ env: role, provider: role, sdk2: role });
  });

  test('one that is not listed is left alone, also below one that is', async () => {
    await using world = await World.make();
    const project = await world.service({ ...service(world.addRole('orders'), listed), ...TELLING_PLUGIN });

    const result = await world.run('osls 4', project, ['tells', 'more']);

    const own = world.user.accessKeyId;
    expect(told(result), result.all).toEqual({ env: own, provider: own, sdk2: own });
    expect(world.sts.count()).toBe(0);
  });

  test('help asks nobody, and shows the flags', async () => {
    await using world = await World.make();
    const project = await world.service({ ...service(world.addRole('orders'), listed), ...TELLING_PLUGIN });

    const result = await world.run('osls 4', project, ['tells', '--help']);

    expect(result.exitCode, result.all).toBe(0);
    expect(result.all).toContain('--sts-role-arn');
    expect(world.sts.count()).toBe(0);
  });

  test('without serverless-offline there is no command offline', async () => {
    await using world = await World.make();
    const project = await world.service(service(world.addRole('orders')));

    const result = await world.run('osls 4', project, ['offline']);

    expect(result.exitCode).toBe(1);
    expect(result.all).toContain('command "offline" not found');
  });
});
