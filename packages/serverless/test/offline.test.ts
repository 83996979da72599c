import type { Project, Running } from '@sts/test-kit';
import { describe, expect, test } from 'vitest';
import { type Answer, type Framework, freePorts, HANDLER, serverlessYml, World } from './support/world.js';

interface Service {
  project: Project;
  url: string;
}

/** A service with one function behind HTTP. */
async function offlineService(
  world: World,
  role: string,
  more: { plugins?: string[]; inProcess?: boolean; sts?: object } = {},
): Promise<Service> {
  const [httpPort, lambdaPort] = await freePorts(2);
  const project = await world.service({
    'serverless.yml': serverlessYml({
      provider: { iam: { role } },
      plugins: more.plugins ?? ['@sts/serverless', 'serverless-offline'],
      custom: {
        'serverless-offline': { httpPort, lambdaPort, noPrependStageInUrl: true, useInProcess: more.inProcess ?? false },
        ...(more.sts === undefined ? {} : { sts: more.sts }),
      },
      functions: { who: { handler: 'handler.whoAmI', events: [{ httpApi: 'GET /who' }] } },
    }),
    'handler.js': HANDLER['handler.cjs'],
  });
  return { project, url: `http://localhost:${httpPort}/who` };
}

async function ask({ url }: Service): Promise<Answer> {
  const response = await fetch(url);
  return (await response.json()) as Answer;
}

/** Waits for credentials that are not renewed soon again. */
async function renewedForLong(running: Running): Promise<void> {
  for (;;) {
    const line = await running.waitForOutput(/Renewed the credentials of .*assumed-role\/orders.* until \S+/, 60_000);
    if (Date.parse(line.split(' ').at(-1) ?? '') > Date.now() + 600_000) return;
  }
}

function ready(running: Running): Promise<string> {
  return running.waitForOutput(/Server ready/, 90_000);
}

const OURS_FIRST = ['@sts/serverless', 'serverless-offline'];
const OURS_LAST = ['serverless-offline', '@sts/serverless'];

describe('serverless-offline', () => {
  test.for<[Framework, string[], boolean, string[]]>([
    ['osls 4', ['offline'], false, OURS_FIRST],
    ['osls 4', ['offline', 'start'], true, OURS_LAST],
    ['osls 4', ['offline'], true, OURS_LAST],
    ['osls 3', ['offline', 'start'], false, OURS_LAST],
  ])('%s, %j, in process %s, plugins %j: an HTTP call is answered as the role', async ([framework, command, inProcess, plugins]) => {
    await using world = await World.make();
    const service = await offlineService(world, world.addRole('orders'), { plugins, inProcess });
    const profile = { AWS_DEFAULT_PROFILE: 'a-stranger' };
    await using running = world.start(framework, service.project, command, profile);
    await ready(running);

    const answer = await ask(service);

    const [issued] = world.sts.issued;
    expect(answer).toEqual({
      arn: `arn:aws:sts::222222222222:assumed-role/orders/orders-dev-test`,
      atTopLevel: issued?.accessKeyId,
      keyId: issued?.accessKeyId,
      child: issued?.accessKeyId,
      region: 'eu-central-1',
      isMainThread: inProcess,
    });
    expect(world.sts.count('AssumeRole')).toBe(1);
    running.kill('SIGINT');
    const result = await running.result;
    expect(result.all).toContain('Running as arn:aws:sts::222222222222:assumed-role/orders/orders-dev-test');
    for (const secret of world.secrets()) expect(result.all).not.toContain(secret);
  });

  test.for([false, true])('handlers have renewed credentials while it runs on (in process: %s)', async (inProcess) => {
    await using world = await World.make();
    world.sts.lifetimeSeconds = 10;
    const service = await offlineService(world, world.addRole('orders'), { inProcess });
    await using running = world.start('osls 4', service.project, ['offline']);
    await ready(running);
    const before = await ask(service);
    // The next ones live long: whatever the machine is busy with, they are not renewed again.
    world.sts.lifetimeSeconds = undefined;

    await renewedForLong(running);
    const after = await ask(service);

    const latest = world.sts.issued.at(-1)?.accessKeyId;
    expect(before.keyId).not.toBe(latest);
    expect(after).toMatchObject({ arn: before.arn, keyId: latest, child: latest });
    expect(world.sts.calls.filter(({ action }) => action === 'AssumeRole').map(({ callerArn }) => callerArn)).toEqual(
      world.sts.issued.map(() => world.user.arn),
    );
  });

  test('a renewal that fails is told, tried again, and never leaves the role', async () => {
    await using world = await World.make();
    world.sts.lifetimeSeconds = 10;
    const role = world.addRole('orders');
    const service = await offlineService(world, role);
    await using running = world.start('osls 4', service.project, ['offline']);
    await ready(running);
    const before = await ask(service);

    world.sts.removeRole(role);
    await running.waitForOutput(/STS_ACCESS_DENIED/, 60_000);
    const response = await fetch(service.url);

    // Whatever STS says of the old session by now: nobody else has asked.
    const issued = world.sts.issued.map(({ accessKeyId }) => accessKeyId);
    const asked = world.sts.calls.filter(({ action }) => action === 'GetCallerIdentity');
    expect([200, 502]).toContain(response.status);
    expect(asked.filter(({ accessKeyId }) => !issued.includes(accessKeyId ?? ''))).toEqual([]);
    expect(issued).toContain(before.keyId);
  });

  test('the role refuses: one readable error, and nothing is started', async () => {
    await using world = await World.make();
    const service = await offlineService(world, world.addRole('orders', 'somebody else'));

    const result = await world.run('osls 4', service.project, ['offline']);

    expect(result.exitCode, result.all).toBe(1);
    expect(result.all.split('STS_ACCESS_DENIED: ')).toHaveLength(2);
    expect(result.all).toContain('The trust policy of orders needs this statement');
    expect(result.all).not.toMatch(/^\s+at /m);
    expect(result.all).not.toContain('Starting Offline');
    for (const secret of world.secrets()) expect(result.all).not.toContain(secret);
  });
});
