import { execFileSync } from 'node:child_process';
import { RoleWorld, serverlessYml } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';
import { jestConfig, JESTS, report, reported, REPORTING } from './support/consumer.js';

const RERUN = /Ran all test suites/;
const MODES = [
  { mode: '--watchAll, in band', args: ['--watchAll', '--runInBand'] },
  { mode: '--watch, in workers', args: ['--watch', '--maxWorkers=2'] },
];

// Each major in one of them: what is different between majors does not depend on the mode.
const ROWS = JESTS.flatMap((jest, index) => MODES.slice(index, index + 1).map((mode) => ({ ...jest, ...mode })));

describe.for(ROWS)('$id, $mode', ({ runner, args }) => {
  test('a rerun asks anew after a refusal, follows the configuration, and renews a session that ends soon', async () => {
    await using world = await RoleWorld.make();
    const orders = world.addRole('orders', 'somebody else');
    const project = await world.project(runner, {
      ...jestConfig(),
      'serverless.yml': serverlessYml(orders),
      ...REPORTING,
      'spec/a.test.cjs': report('a'),
      'spec/b.test.cjs': report('b'),
      // What the tests write is no change.
      '.gitignore': 'who.ndjson\nnode_modules\n',
    });
    execFileSync('git', ['init', '-q'], { cwd: project.dir });
    await using jest = world.start(runner, project, [...args, '--watchPathIgnorePatterns=who.ndjson']);
    let edits = 0;
    const rerun = async (): Promise<void> => {
      edits++;
      await project.write('spec/a.test.cjs', `// ${edits}\n${report('a')}`);
      await jest.waitForOutput(RERUN, 60_000);
    };

    await jest.waitForOutput('STS_ACCESS_DENIED', 60_000);
    await jest.waitForOutput(RERUN, 60_000);
    expect(world.sts.count('AssumeRole')).toBe(1);

    world.addRole('orders');
    await rerun();
    const role = { test: 'orders/orders-dev-test', kid: 'orders/orders-dev-test' };
    expect(await reported(project)).toEqual({ a: role, b: role });

    await project.write('serverless.yml', serverlessYml(world.addRole('bills')));
    world.sts.lifetimeSeconds = 200;
    const before = world.sts.count('AssumeRole');
    await rerun();
    const other = { test: 'bills/orders-dev-test', kid: 'bills/orders-dev-test' };
    expect(await reported(project)).toEqual({ a: other, b: other });
    const first = world.sts.count('AssumeRole');
    expect(first).toBeGreaterThan(before);
    await rerun();
    expect(world.sts.count('AssumeRole')).toBeGreaterThan(first);

    jest.kill();
    const { all } = await jest.result;
    expect(all).not.toMatch(/did not exit/);
    const callers = world.sts.calls.filter(({ action }) => action === 'AssumeRole').map(({ callerArn }) => callerArn);
    expect(new Set(callers)).toEqual(new Set([world.user.arn]));
    for (const secret of world.secrets()) expect(all).not.toContain(secret);
  });
});
