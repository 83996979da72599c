import { sampleOf } from '@sts/runners';
import { RoleWorld, serverlessYml } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';
import { said, saying } from './support/project.js';

const RUNNERS = sampleOf('vitest').map((runner) => ({ runner, id: runner.id }));

describe.for(RUNNERS)('$id', ({ runner }) => {
  test.for([
    ['the line', "{ test: { globalSetup: ['@sts/vitest'] } }", {}],
    ['the plugin', '{ plugins: [sts()] }', {}],
    ['the plugin, switched off', '{ plugins: [sts()] }', { STS_ENABLED: '0' }],
  ] as const)('inject tells a test its role, and nothing secret: %s', async ([, config, env]) => {
    await using world = await RoleWorld.make();
    const role = world.addRole('orders');
    const project = await world.project(runner, {
      'vitest.config.mjs': `import { sts } from '@sts/vitest';\nexport default ${config};\n`,
      'serverless.yml': serverlessYml(role),
      ...saying({ 'a.test.mjs': '' }),
    });

    const result = await world.run(runner, project, ['run'], env);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const [one] = await said(project);
    const isOff = 'STS_ENABLED' in env;
    expect(one?.provided).toEqual(
      isOff
        ? undefined
        : {
            roleArn: role,
            assumedRoleArn: 'arn:aws:sts::222222222222:assumed-role/orders/orders-dev-test',
            accountId: '222222222222',
            region: 'eu-central-1',
            stage: 'dev',
            expiration: one?.env['AWS_CREDENTIAL_EXPIRATION'],
          },
    );
  });
});
