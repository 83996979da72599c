import { sampleOf } from '@sts/runners';
import { notes, RoleWorld, serverlessYml, specFiles, wrongNotes } from '@sts/runners/consumers';
import { expect, test } from 'vitest';

test.for(sampleOf('mocha').map((runner) => ({ runner, id: runner.id })))(
  '$id: a Mocha that a test starts goes on as the role, in processes and workers of its own, for no other call',
  async ({ runner }) => {
    await using world = await RoleWorld.make();
    const outer = `const { execFileSync } = require('node:child_process');
it('starts Mocha', () => {
  const args = [${JSON.stringify(runner.bin)}, '--require', '@sts/mocha', '--parallel', '--jobs=2', 'inner/*.test.*'];
  execFileSync(process.execPath, args, { stdio: 'inherit' });
}).timeout(30000);
`;
    const project = await world.project(runner, {
      'serverless.yml': serverlessYml(world.addRole('orders')),
      'outer/one.test.cjs': outer,
      ...specFiles('mocha', 'inner', 2),
    });
    for (const args of [[], ['--parallel', '--jobs=2']]) {
      await project.write('report.ndjson', '');
      const result = await world.run(runner, project, ['--require', '@sts/mocha', ...args, 'outer/*.test.*'], { STS_CACHE: '0' });

      expect(result, result.all).toMatchObject({ exitCode: 0 });
      expect(wrongNotes(await notes(project), 'orders', world)).toEqual([]);
    }
    expect(world.sts.count('AssumeRole')).toBe(2);
  },
);
