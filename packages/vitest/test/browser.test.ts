import { runnersOf } from '@sts/runners';
import { RoleWorld, serverlessYml } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';
import { said, saying } from './support/project.js';

// Vitest 3 brings no way to stand in for its browser package; 4 and 5 take a provider from the configuration.
const RUNNERS = runnersOf('vitest')
  .filter(({ id }) => id !== 'vitest-3')
  .map((runner) => ({ runner, id: runner.id }));

/** A provider without a browser: it writes what a page would be given, and is done. */
const PROVIDER = `import { appendFileSync } from 'node:fs';
const seen = (project) => appendFileSync('page.ndjson', JSON.stringify({ config: project.serializedConfig, provided: project.getProvidedContext() }) + '\\n');
const vite = { config: { server: {} }, resolvedUrls: { local: ['http://127.0.0.1:9/'], network: [] }, moduleGraph: { getModulesByFile: () => [] }, close: async () => {}, listen: async () => {} };
const state = { orchestrators: new Map(), testers: new Map() };
const makeParent = () => ({ vite, state, close: async () => {}, spawn: (project) => ({
  vite, state, close: async () => {}, initBrowserProvider: async () => {}, closeBrowserProvider: async () => {}, parseStacktrace: () => [], parseErrorStacktrace: () => [],
  get provider() { return { name: 'none', mocker: undefined, supportsParallelism: false, close: async () => {}, openPage: async () => { seen(project); throw new Error('there is no browser here'); } }; },
}) });
const serverFactory = async () => ({ ...makeParent(), plugins: [], config: () => ({}), configureServer() {}, createParent: makeParent, setupRpc() {}, resolveOptimizeDeps: async () => undefined });
export default { name: 'none', options: {}, supportedBrowser: ['chromium'], serverFactory, providerFactory() {} };
`;

describe.for(RUNNERS)('$id', ({ runner }) => {
  test('a page gets no credentials and a word about it; the projects in Node are the role', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      'provider.mjs': PROVIDER,
      'vitest.config.mjs': `import { sts } from '@sts/vitest';
import provider from './provider.mjs';
const page = { enabled: true, headless: true, provider, instances: [{ browser: 'chromium' }] };
export default { plugins: [sts()], test: { projects: [
  { extends: true, test: { name: 'page', include: ['page.test.mjs'], browser: page } },
  { extends: true, test: { name: 'node', include: ['node.test.mjs'] } },
] } };
`,
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...saying({ 'node.test.mjs': '', 'page.test.mjs': '' }),
    });

    const result = await world.run(runner, project, ['run']);

    // The page cannot be opened.
    expect(result.all).toContain('there is no browser here');
    expect(result.all.split('run in a browser, and get no credentials')).toHaveLength(2);
    expect((await said(project)).map(({ file, env }) => [file, env['STS_ASSUMED_ROLE_ARN']])).toEqual([
      ['node.test.mjs', 'arn:aws:sts::222222222222:assumed-role/orders/orders-dev-test'],
    ]);
    const given = await project.read('page.ndjson');
    expect(given).toContain('"name":"page (chromium)"');
    expect(given).not.toContain('assumed-role');
    expect(given).not.toContain('STS_HANDOVER');
    for (const secret of world.secrets()) expect(given + result.all).not.toContain(secret);
  });

  test('a run in browsers alone makes no call', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      'provider.mjs': PROVIDER,
      'vitest.config.mjs': `import provider from './provider.mjs';
export default { test: { globalSetup: ['@sts/vitest'], browser: { enabled: true, headless: true, provider, instances: [{ browser: 'chromium' }] } } };
`,
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...saying({ 'page.test.mjs': '' }),
    });

    const result = await world.run(runner, project, ['run']);

    expect(result.all).toContain('run in a browser, and get no credentials');
    expect([world.sts.count(), await said(project)]).toEqual([0, []]);
    expect(await project.read('page.ndjson')).not.toContain('STS_HANDOVER');
  });
});
