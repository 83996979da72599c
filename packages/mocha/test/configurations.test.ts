import { run } from '@sts/test-kit';
import { runnersOf, sampleOf } from '@sts/runners';
import { notes, RoleWorld, serverlessYml, specFiles, wrongNotes } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';

const USE = { require: '@sts/mocha', spec: 'spec/*.test.*' };

/** Files in which Mocha reads its options; one after another in the same project. */
const CONFIGURATIONS: Readonly<Record<string, string>> = {
  '.mocharc.cjs': `module.exports = ${JSON.stringify(USE)};\n`,
  '.mocharc.js': `module.exports = ${JSON.stringify(USE)};\n`,
  '.mocharc.jsonc': `// The role.\n${JSON.stringify(USE)}`,
  '.mocharc.yml': "require: ['@sts/mocha']\nspec: spec/*.test.*\n",
  'package.json': JSON.stringify({ name: 'consumer', mocha: USE }),
};

const NOTES_KEY = (file: string): string =>
  `require('node:fs').appendFileSync(${JSON.stringify(file)}, (process.env.AWS_ACCESS_KEY_ID ?? 'none') + '\\n');`;

describe.for(sampleOf('mocha').map((runner) => ({ runner, id: runner.id })))('$id', ({ runner }) => {
  test('every file in which Mocha reads its options may name the package', async () => {
    await using world = await RoleWorld.make();
    const yml = { 'serverless.yml': serverlessYml(world.addRole('orders')) };
    // Mocha 12 reads this one too.
    const more = runner.id === 'mocha-12' ? { '.mocharc.mjs': `export default ${JSON.stringify(USE)};\n` } : {};
    for (const [file, text] of Object.entries({ ...CONFIGURATIONS, ...more })) {
      const project = await world.project(runner, { ...yml, ...specFiles('mocha', 'spec', 1), [file]: text });

      const result = await world.run(runner, project, []);

      expect(result, `${file}\n${result.all}`).toMatchObject({ exitCode: 0 });
      expect(wrongNotes(await notes(project), 'orders', world), file).toEqual([]);
    }
  });

  test('started in a folder of the project, with the configurations of Mocha elsewhere', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      'serverless.yml': serverlessYml(world.addRole('orders')),
      'etc/mocha.yml': "require: ['@sts/mocha']\n",
      'etc/package.json': JSON.stringify({ name: 'etc', mocha: { require: ['@sts/mocha'] } }),
      'app/deep/empty.txt': '',
      ...specFiles('mocha', 'app/deep', 2),
    });
    for (const args of [
      ['--require', '@sts/mocha'],
      ['--config', '../etc/mocha.yml'],
      ['--package', '../etc/package.json'],
    ]) {
      await project.write('report.ndjson', '');

      const result = await run(process.execPath, [runner.bin, ...args, 'deep/*.test.*'], { cwd: project.path('app'), env: world.env() });

      expect(result, result.all).toMatchObject({ exitCode: 0 });
      expect(wrongNotes(await notes(project), 'orders', world)).toEqual([]);
    }
    expect(world.sts.count('AssumeRole')).toBe(1);
  });

  test('beside other plugins, before and after: their hooks are the role, and what they put into the environment stays', async () => {
    await using world = await RoleWorld.make();
    const plugin = (name: string): string => `
${NOTES_KEY('early.txt')}
exports.mochaHooks = async () => {
  ${NOTES_KEY('early.txt')}
  return { beforeAll() { ${NOTES_KEY('hooks.txt')} } };
};
exports.mochaGlobalSetup = () => { ${NOTES_KEY('hooks.txt')} process.env.${name} = 'here'; };
exports.mochaGlobalTeardown = () => { ${NOTES_KEY('after.txt')} };
`;
    const project = await world.project(runner, {
      'serverless.yml': serverlessYml(world.addRole('orders')),
      'before.cjs': plugin('AWS_ONE'),
      'after.cjs': plugin('AWS_TWO'),
      ...specFiles('mocha', 'spec', 2),
    });

    const noted = async (file: string): Promise<string[]> => (await project.read(file)).trim().split('\n');
    for (const args of [[], ['--parallel', '--jobs=2']]) {
      for (const file of ['report.ndjson', 'early.txt', 'hooks.txt', 'after.txt']) await project.write(file, '');
      const requires = ['./before.cjs', '@sts/mocha', './after.cjs'].flatMap((name) => ['--require', name]);
      const result = await world.run(runner, project, [...requires, ...args, 'spec/*.test.*']);

      expect(result, result.all).toMatchObject({ exitCode: 0 });
      const specs = await notes(project);
      expect(wrongNotes(specs, 'orders', world)).toEqual([]);
      for (const { env } of specs.filter(({ place }) => place === 'test')) expect(env).toMatchObject({ AWS_ONE: 'here', AWS_TWO: 'here' });
      const { user, sts } = world;
      const [key] = sts.issued.map(({ accessKeyId }) => accessKeyId);
      expect(new Set(await noted('hooks.txt'))).toEqual(new Set([key]));
      // Mocha loads all files, and calls all their functions, before it waits for any; workers begin as the role.
      const early = await noted('early.txt');
      expect(early.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => user.accessKeyId));
      expect(new Set(early.slice(4))).toEqual(new Set(args.length > 0 ? [key] : []));
      // Teardowns run in the order of --require: the first sees the role, what comes after us the environment as it was.
      expect(await noted('after.txt')).toEqual([key, user.accessKeyId]);
    }
  });

  test('with --delay, --bail, --exit, --retries and --forbid-only', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      'serverless.yml': serverlessYml(world.addRole('orders')),
      ...specFiles('mocha', 'spec', 2),
      'spec/delay.test.cjs': `const { note } = require('../note.cjs');
setImmediate(() => {
  let tries = 0;
  it('is given another try', () => { note('delayed', 'test'); if (++tries < 3) throw new Error('again'); });
  run();
});
setInterval(() => undefined, 1000);
`,
    });
    const flags = ['--delay', '--bail', '--exit', '--retries=2', '--forbid-only'];

    const result = await world.run(runner, project, ['--require', '@sts/mocha', ...flags, 'spec/*.test.*']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const noted = await notes(project);
    expect(wrongNotes(noted, 'orders', world)).toEqual([]);
    expect(noted.filter(({ file }) => file === 'delayed')).toHaveLength(3);
  });

  test('TypeScript, as Node itself reads it: spec files and a file with options', async () => {
    await using world = await RoleWorld.make();
    world.addRole('refunds');
    const project = await world.project(runner, {
      'serverless.yml': serverlessYml(world.addRole('orders')),
      'role.mts': `import { sts, type RootHookPlugin } from '@sts/mocha';
const plugin: RootHookPlugin = sts({ roleArn: 'arn:aws:iam::222222222222:role/app/refunds' });
export const { mochaHooks, mochaGlobalTeardown } = plugin;
`,
      'spec/typed.test.mts': `import { createRequire } from 'node:module';
const { note } = createRequire(import.meta.url)('../note.cjs') as { note(file: string, place: string): void };
note('typed', 'top level');
it('is the role', (): void => note('typed', 'test'));
`,
    });

    const result = await world.run(runner, project, ['--require', './role.mts', 'spec/*.test.mts']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const noted = await notes(project);
    expect(noted).toHaveLength(2);
    expect(wrongNotes(noted, 'refunds', world)).toEqual([]);
  });
});

const LOADING = {
  'setup.cjs': "require('@sts/mocha');\n",
  'kept.mjs': "import { sts } from '@sts/mocha';\nsts({ function: 'refund' });\n",
  'wrapped.cjs': "const ours = require('@sts/mocha');\nexports.mochaHooks = async () => ours.mochaHooks();\n",
  'broken.cjs': "throw new Error('broken');\n",
  'script.cjs': `require('@sts/mocha');
const Mocha = require('mocha');
new Mocha().addFile('one.spec.cjs').run((failures) => process.exit(failures));
`,
  'one.spec.cjs': "it('passes', () => {});\n",
  'red.spec.cjs': "for (const name of ['one', 'two']) it(name, () => { throw new Error('red'); });\n",
};

const UNUSED = 'STS_USAGE: @sts/mocha was loaded, but Mocha was not given its hooks';

describe.for(runnersOf('mocha').map((runner) => ({ runner, id: runner.id })))('$id, loaded', ({ runner }) => {
  test('and not told to use it: a run whose tests were the caller fails, and says what to write', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, LOADING);
    for (const { args, exitCode } of [
      { args: ['--import=@sts/mocha', 'one.spec.cjs'], exitCode: 1 },
      // Failures are counted as without us.
      { args: ['--require', './setup.cjs', 'red.spec.cjs'], exitCode: 2 },
    ]) {
      const result = await world.run(runner, project, args);

      expect(result.exitCode, result.all).toBe(exitCode);
      expect(result.all.split(UNUSED), result.all).toHaveLength(2);
      expect(result.all).toContain('Write --require @sts/mocha');
    }
  });
});

describe.for(sampleOf('mocha').map((runner) => ({ runner, id: runner.id })))('$id, loaded', ({ runner }) => {
  test('and not told to use it: parallel, and with a file that keeps what sts() returns', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, LOADING);
    for (const args of [
      ['--import=@sts/mocha', '--parallel', '--jobs=2', '--exit'],
      ['--require', './kept.mjs', '--exit'],
    ]) {
      const result = await world.run(runner, project, [...args, 'one.spec.cjs']);

      expect(result.exitCode, result.all).toBe(1);
      expect(result.all.split(UNUSED), result.all).toHaveLength(2);
    }
  });

  test('what is told, runs no tests, or is to be without the role, is left alone', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, { ...LOADING, 'serverless.yml': serverlessYml(world.addRole('orders')) });
    const told = [
      { args: ['--import=@sts/mocha', '--require', '@sts/mocha', '--parallel', '--jobs=2', 'one.spec.cjs'] },
      { args: ['--require', './wrapped.cjs', 'one.spec.cjs'] },
      { args: ['--import=@sts/mocha', '--dry-run', 'one.spec.cjs'] },
      { args: ['--import=@sts/mocha', '--version'] },
      { args: ['--import=@sts/mocha', '--list-reporters'] },
      { args: ['--import=@sts/mocha', 'one.spec.cjs'], env: { STS_ENABLED: 'no' } },
      { args: ['--require', '@sts/mocha', '--require', './broken.cjs', 'one.spec.cjs'], exitCode: 1 },
    ];
    for (const { args, env, exitCode = 0 } of told) {
      const result = await world.run(runner, project, args, env);

      expect(result.exitCode, `${args.join(' ')}\n${result.all}`).toBe(exitCode);
      expect(result.all, args.join(' ')).not.toContain('STS_');
    }
    const script = await world.runNode(project, ['script.cjs']);
    expect(script, script.all).toMatchObject({ exitCode: 0 });
    expect(script.all).not.toContain('STS_');
  });
});
