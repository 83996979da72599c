import { runnersOf } from '@sts/runners';
import { RoleWorld, serverlessYml } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';
import { saying } from './support/project.js';

const RUNNERS = runnersOf('vitest').map((runner) => ({ runner, id: runner.id }));

describe.for(RUNNERS)('$id', ({ runner }) => {
  test.for([
    ['list', ['list'], 0],
    ['a filter that no file matches', ['run', 'nothing', '--passWithNoTests'], 0],
    ['--merge-reports', ['--run', '--merge-reports=reports'], 0],
    ['a shard', ['run', '--shard=1/2'], 1],
  ] as const)('%s makes no call where no test runs', async ([, args, calls]) => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      'vitest.config.mjs': "export default { test: { globalSetup: ['@sts/vitest'] } };\n",
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...saying({ 'b.test.mjs': '' }),
      'a.test.mjs':
        "import { test } from 'vitest';\nif (process.env.AWS_ACCESS_KEY_ID === process.env.OWN_CALLER) throw new Error('this is the caller');\ntest('has a name', () => {});\n",
    });
    if (args[1]?.startsWith('--merge') === true) {
      const blob = await world.run(runner, project, ['run', '--reporter=blob', '--outputFile=reports/blob.json'], { STS_ENABLED: '0' });
      expect(blob, blob.all).toMatchObject({ exitCode: 0 });
    }

    const result = await world.run(runner, project, args, { OWN_CALLER: world.user.accessKeyId });

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(world.sts.count()).toBe(calls);
  });
});
