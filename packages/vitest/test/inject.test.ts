import { sampleOf } from '@sts/runners';
import { RoleWorld, serverlessYml } from '@sts/runners/consumers';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { install, said, saying } from './support/project.js';

const RUNNERS = sampleOf('vitest').map((runner) => ({ runner, id: runner.id }));
const TSC = path.resolve(import.meta.dirname, '../../../node_modules/typescript/bin/tsc');

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

  test('TypeScript knows the plugin, its options, and what inject gives', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      'tsconfig.json': {
        compilerOptions: {
          module: 'nodenext',
          target: 'es2023',
          strict: true,
          exactOptionalPropertyTypes: true,
          noEmit: true,
          skipLibCheck: true,
          // The other majors have it by the import in the configuration.
          ...(runner.id === 'vitest-3' ? { types: ['@sts/vitest'] } : { types: [] }),
        },
        include: ['*.ts'],
      },
      'vitest.config.ts': `import { sts, type StsOptions } from '@sts/vitest';
import { defineConfig } from 'vitest/config';
const options: StsOptions = { stage: 'test', allowedAccounts: ['222222222222'] };
export default defineConfig({ plugins: [sts(options)], test: { globalSetup: ['@sts/vitest'], projects: [{ plugins: [sts()], test: { name: 'one' } }] } });
// @ts-expect-error: no such option
sts({ stag: 'test' });
// @ts-expect-error: seconds are a number
sts({ durationSeconds: '900' });
`,
      'a.test.ts': `import { expect, inject, test } from 'vitest';
test('is the role', () => {
  const sts = inject('sts');
  // @ts-expect-error: there is none when the packages are switched off
  sts.roleArn;
  const texts: (string | undefined)[] = [sts?.roleArn, sts?.assumedRoleArn, sts?.accountId, sts?.region, sts?.stage, sts?.expiration];
  // @ts-expect-error: nothing secret
  sts?.credentials;
  // @ts-expect-error: a text, not any
  const wrong: number | undefined = sts?.roleArn;
  expect(texts).not.toContain(wrong);
});
`,
    });
    // Its types are those of the Vitest that lies beside it.
    await install(project);

    const result = await world.runNode(project, [TSC, '-p', '.']);

    expect(result, result.all).toMatchObject({ exitCode: 0, all: '' });
  });
});
