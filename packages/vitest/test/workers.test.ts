import { realpathSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { runnersOf, sampleOf } from '@sts/runners';
import { RoleWorld, serverlessYml, STRANGERS } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';
import { install, said, saying } from './support/project.js';

const RUNNERS = sampleOf('vitest').map((runner) => ({ runner, id: runner.id }));

const POOLS = ['vmThreads', 'forks', 'threads'] as const;

/** Leaves the environment as a careless test does. */
const CARELESS =
  "say('first');\nprocess.env.AWS_PROFILE = 'somebody';\nprocess.env.AWS_ACCESS_KEY_ID = 'AKIANOBODY';\ndelete process.env.AWS_REGION;\nprocess.env.OWN_LEFT = 'yes';\nif (true) return;";

describe.for(RUNNERS)('$id', ({ runner }) => {
  test.for(['forks', 'threads'] as const)(
    'without isolation every test file begins as the role, whatever the one before left: %s',
    async (pool) => {
      await using world = await RoleWorld.make();
      const own = {
        globalSetup: ['@sts/vitest'],
        pool,
        isolate: false,
        poolOptions: { [pool]: { isolate: false } },
        fileParallelism: false,
      };
      const project = await world.project(runner, {
        'vitest.config.mjs': `export default ${JSON.stringify({ test: own })};\n`,
        'serverless.yml': serverlessYml(world.addRole('orders')),
        ...saying({ 'a.test.mjs': CARELESS, 'b.test.mjs': '' }),
      });
      await install(project);

      const result = await world.run(runner, project, ['run']);

      expect(result, result.all).toMatchObject({ exitCode: 0 });
      const [first, second] = await said(project);
      expect(second?.env).toMatchObject({
        OWN_LEFT: 'yes',
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: first?.env['AWS_ACCESS_KEY_ID'],
      });
      expect(second?.env).not.toHaveProperty('AWS_PROFILE');
      expect(world.sts.count('AssumeRole')).toBe(1);
    },
  );

  test.for(['forks', 'vmForks'] as const)('nothing in a worker is a secret of who asks for the role: %s', async (pool) => {
    await using world = await RoleWorld.make();
    const search = `const [{ readFileSync, writeFileSync }, { inspect }] = await Promise.all([import('node:fs'), import('node:util')]);
const own = inspect(process, { depth: 8, showHidden: true, maxArrayLength: null, maxStringLength: null, getters: false });
const given = process.platform === 'linux' ? readFileSync('/proc/self/environ', 'latin1') : '';
writeFileSync(new URL('seen.txt', import.meta.url), own + given);`;
    const project = await world.project(runner, {
      'vitest.config.mjs': `export default ${JSON.stringify({ test: { globalSetup: ['@sts/vitest'], pool } })};\n`,
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...saying({ 'a.test.mjs': search }),
    });

    const result = await world.run(runner, project, ['run']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const seen = await project.read('seen.txt');
    expect(seen).toContain(world.sts.issued[0]?.secretAccessKey);
    expect(seen).not.toContain(world.user.secretAccessKey);
  });

  test('an environment of one’s own and setup files side by side see the role, and nothing of the caller', async () => {
    await using world = await RoleWorld.make();
    const note = (file: string): string =>
      `(await import('node:fs')).appendFileSync('said.ndjson', JSON.stringify({ file: '${file}', env: { arn: process.env.STS_ASSUMED_ROLE_ARN, stranger: process.env.AWS_SECURITY_TOKEN } }) + '\\n');`;
    // One with a page: for those Vite loads nothing from outside of the project and its workspace, where our packages lie here.
    const environment = `import { appendFileSync } from 'node:fs';
export default { name: 'own', transformMode: 'web', viteEnvironment: 'client', setup() {
  appendFileSync(${JSON.stringify('said.ndjson')}, JSON.stringify({ file: 'environment', env: { arn: process.env.STS_ASSUMED_ROLE_ARN } }) + '\\n');
  return { teardown() {} };
} };
`;
    const own = {
      globalSetup: ['@sts/vitest'],
      environment: './environment.mjs',
      setupFiles: ['./one.mjs', './two.mjs'],
      sequence: { setupFiles: 'parallel' },
      env: { OWN: 'yes' },
    };
    const project = await world.project(runner, {
      'vitest.config.mjs': `export default ${JSON.stringify({ test: own })};\n`,
      'environment.mjs': environment,
      'one.mjs': note('one'),
      'two.mjs': note('two'),
      'serverless.yml': serverlessYml(world.addRole('orders')),
      'a.test.mjs': "import { test } from 'vitest';\ntest('runs', () => {});\n",
    });

    const result = await world.run(runner, project, ['run', '--maxWorkers=1']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const arn = 'arn:aws:sts::222222222222:assumed-role/orders/orders-dev-test';
    const all = (await said(project)).map(({ file, env }) => ({ file, env }));
    expect(all).toEqual(['environment', 'one', 'two'].map((file) => ({ file, env: { arn } })));
  });

  test('nothing secret is in what Vitest writes of its configuration', async () => {
    await using world = await RoleWorld.make();
    const own = { globalSetup: ['@sts/vitest'], reporters: ['default', './reporter.mjs'] };
    const project = await world.project(runner, {
      'vitest.config.mjs': `export default ${JSON.stringify({ test: own })};\n`,
      // As the HTML report and the user interface do.
      'reporter.mjs': `import { inspect } from 'node:util';
export default class {
  onInit(vitest) { this.vitest = vitest; }
  onTestModuleCollected() {
    for (const project of [this.vitest.getRootProject(), ...this.vitest.projects])
      console.log('CONFIG', JSON.stringify([project.serializedConfig, project.toJSON(), project.config.env]), inspect(project.serializedConfig, { depth: 9 }), inspect(project.config.env));
  }
}
`,
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...saying({ 'a.test.mjs': '' }),
    });

    const result = await world.run(runner, project, ['run']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(result.all).toContain('CONFIG');
    for (const secret of world.secrets()) expect(result.all).not.toContain(secret);
    expect((await said(project))[0]?.env['AWS_SECRET_ACCESS_KEY']).toBe(world.sts.issued[0]?.secretAccessKey);
  });
});

// Vitest 3 takes the workers of these pools from one project to the next, and takes back nothing of what it set.
test.for(['vmThreads', 'vmForks'] as const)('a worker that goes from project to project has of each what is its own: %s', async (pool) => {
  await using world = await RoleWorld.make();
  const runner = runnersOf('vitest').find(({ id }) => id === 'vitest-3') ?? expect.fail('no Vitest 3');
  const role = (name: string): string => serverlessYml(world.addRole(name));
  const project = await world.project(runner, {
    'vitest.config.mjs': `import { sts } from '@sts/vitest';
const project = (name, groupOrder, ...plugins) => ({ root: './' + name, plugins, test: { name, pool: '${pool}', sequence: { groupOrder } } });
export default { test: { projects: [
  project('plain', 3), project('off', 1, sts({ enabled: false })), project('bills', 2, sts()), project('orders', 0, sts({ environment: true })),
] } };
`,
    'orders/serverless.yml': `${role('orders')}  environment: { OWN_TABLE: orders, OWN_LEVEL: debug }\n`,
    'bills/serverless.yml': role('bills'),
    ...saying({ 'orders/a.test.mjs': '', 'off/a.test.mjs': '', 'bills/a.test.mjs': '', 'plain/a.test.mjs': '' }),
  });

  const result = await world.run(runner, project, ['run', '--no-file-parallelism'], { OWN_LEVEL: 'own' });

  expect(result, result.all).toMatchObject({ exitCode: 0 });
  const all = await said(project);
  expect(all.map(({ file }) => file.split('/')[0])).toEqual(['orders', 'off', 'bills', 'plain']);
  const [orders, off, bills, plain] = all.map(({ env }) => env);
  const arn = 'arn:aws:sts::222222222222:assumed-role';
  expect(orders).toMatchObject({ STS_ASSUMED_ROLE_ARN: `${arn}/orders/orders-dev-test`, OWN_TABLE: 'orders', OWN_LEVEL: 'debug' });
  expect(bills).toMatchObject({ STS_ASSUMED_ROLE_ARN: `${arn}/bills/orders-dev-test`, OWN_LEVEL: 'own' });
  for (const name of ['OWN_TABLE', ...Object.keys(STRANGERS)]) expect(bills).not.toHaveProperty(name);
  for (const env of [off, plain]) {
    expect(env).toMatchObject({ ...STRANGERS, OWN_LEVEL: 'own', AWS_ACCESS_KEY_ID: world.user.accessKeyId });
    for (const name of ['OWN_TABLE', 'AWS_SESSION_TOKEN', 'AWS_REGION', 'STS_ASSUMED_ROLE_ARN', 'STS_HANDOVER'])
      expect(env).not.toHaveProperty(name);
  }
});

const DOTENV = realpathSync(path.resolve(import.meta.dirname, '../../core/node_modules/dotenv'));
const SAYING_WHERE = (file: string): string => `import { beforeAll, test } from 'vitest';
import { say } from './say.mjs';
say('${file}, top level');
beforeAll(() => say('${file}, hook'));
test('one', () => { say('${file}, test'); process.env.AWS_PROFILE = 'own'; });
test('two', () => say('${file}, next test'));
`;

test.for(runnersOf('vitest').map((runner, index) => ({ runner, id: runner.id, pool: POOLS[index % POOLS.length] })))(
  '$id, $pool: a profile that a .env file brings back is gone before the tests, and one that a test sets itself stays',
  async ({ runner, pool }) => {
    await using world = await RoleWorld.make();
    const projects = [
      { extends: true, test: { name: 'a', include: ['a.test.mjs'], setupFiles: ['dotenv/config'] } },
      { extends: true, test: { name: 'b', include: ['b.test.mjs'] } },
    ];
    const project = await world.project(runner, {
      'vitest.config.mjs': `export default ${JSON.stringify({ test: { globalSetup: ['@sts/vitest'], pool, projects } })};\n`,
      'serverless.yml': serverlessYml(world.addRole('orders')),
      '.env': 'AWS_PROFILE=dev\nOWN_LEVEL=debug\n',
      ...saying({}),
      'a.test.mjs': SAYING_WHERE('a'),
      'b.test.mjs': `import 'dotenv/config';\n${SAYING_WHERE('b')}`,
    });
    await symlink(DOTENV, project.path('node_modules/dotenv'));

    const result = await world.run(runner, project, ['run', '--no-file-parallelism']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const all = await said(project);
    for (const { env } of all) expect(env).toMatchObject({ OWN_LEVEL: 'debug' });
    expect(Object.fromEntries(all.map(({ file, env }) => [file, env['AWS_PROFILE']]))).toEqual({
      'a, top level': undefined,
      'a, hook': undefined,
      'a, test': undefined,
      'a, next test': 'own',
      // Only what runs before any code of ours can be.
      'b, top level': 'dev',
      'b, hook': undefined,
      'b, test': undefined,
      'b, next test': 'own',
    });
  },
);
