import { type ProjectFiles, seed } from '@sts/test-kit';
import { describe, expect, test } from 'vitest';
import { changeFor } from '../src/commands/init/change.js';
import { findRunners } from '../src/project/find-runners.js';
import { findPackageFile } from '../src/project/package-file.js';
import { installCommand } from '../src/project/package-manager.js';

/** The changed file's name and text, or why there is no change. */
async function changed(runner: string, files: ProjectFiles): Promise<[file: string, text: string] | string> {
  await using project = await seed({ 'package.json': { name: 'x', devDependencies: { [runner]: '1' } }, ...files });
  const found = findPackageFile(project.dir);
  const [first] = found === undefined ? [] : findRunners(found);
  if (found === undefined || first === undefined) throw new Error('no runner');
  try {
    const { file, after } = changeFor(first, found);
    return [file.slice(project.dir.length + 1), after];
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a plain configuration gets one line, and everything else stays as it is', () => {
  test.for([
    [
      'jest',
      'jest.config.js',
      `// ours\nmodule.exports = {\n  // first\n  verbose: true, // why\n};\n`,
      `// ours\nmodule.exports = {\n  testEnvironment: '@sts/jest-env',\n  // first\n  verbose: true, // why\n};\n`,
    ],
    [
      'jest',
      'jest.config.cjs',
      `module.exports = { testEnvironment: "node", bail: "x" }`,
      `module.exports = { testEnvironment: "@sts/jest-env", bail: "x" }`,
    ],
    [
      'jest',
      'jest.config.js',
      `module.exports = { testEnvironment: 'jsdom' };`,
      `module.exports = { testEnvironment: '@sts/jest-env/jsdom' };`,
    ],
    [
      'jest',
      'jest.config.mjs',
      `/** @type {import('jest').Config} */\nconst config = {};\n\nexport default config;\n`,
      `/** @type {import('jest').Config} */\nconst config = { testEnvironment: '@sts/jest-env' };\n\nexport default config;\n`,
    ],
    [
      'jest',
      'jest.config.ts',
      `import type { Config } from 'jest';\n\nconst config: Config = {\n\tpreset: 'ts-jest',\n};\nexport default config;\n`,
      `import type { Config } from 'jest';\n\nconst config: Config = {\n\ttestEnvironment: '@sts/jest-env',\n\tpreset: 'ts-jest',\n};\nexport default config;\n`,
    ],
    [
      'jest',
      'jest.config.ts',
      `export default { verbose: true } satisfies Config;\n`,
      `export default { testEnvironment: '@sts/jest-env', verbose: true } satisfies Config;\n`,
    ],
    ['jest', 'jest.config.json', `{\n    "verbose": true\n}\n`, `{\n    "verbose": true,\n    "testEnvironment": "@sts/jest-env"\n}\n`],
    [
      'vitest',
      'vitest.config.ts',
      `import { defineConfig } from 'vitest/config';\n\nexport default defineConfig({\n  test: {\n    globals: true,\n  },\n});\n`,
      `import { defineConfig } from 'vitest/config';\n\nexport default defineConfig({\n  test: {\n    globalSetup: ['@sts/vitest'],\n    globals: true,\n  },\n});\n`,
    ],
    [
      'vitest',
      'vitest.config.mts',
      `export default { test: { globalSetup: './a.ts' } };`,
      `export default { test: { globalSetup: ['@sts/vitest', './a.ts'] } };`,
    ],
    [
      'vitest',
      'vitest.config.js',
      `export default {\n  test: {\n    globalSetup: [\n      "./a.ts",\n    ],\n  },\n};\n`,
      `export default {\n  test: {\n    globalSetup: [\n      "@sts/vitest",\n      "./a.ts",\n    ],\n  },\n};\n`,
    ],
    [
      'vitest',
      'vite.config.ts',
      `export default defineConfig({\r\n  plugins: [react()],\r\n});\r\n`,
      `export default defineConfig({\r\n  test: { globalSetup: ['@sts/vitest'] },\r\n  plugins: [react()],\r\n});\r\n`,
    ],
    [
      'mocha',
      '.mocharc.json',
      `{\n  // comments are fine\n  "require": "ts-node/register"\n}\n`,
      `{\n  // comments are fine\n  "require": [\n    "@sts/mocha",\n    "ts-node/register"\n  ]\n}\n`,
    ],
    [
      'mocha',
      '.mocharc.yml',
      `# ours\nspec: test\nrequire:\n  - ts-node/register # first\n`,
      `# ours\nspec: test\nrequire:\n  - '@sts/mocha'\n  - ts-node/register # first\n`,
    ],
    ['mocha', '.mocharc.yaml', `spec: test`, `spec: test\nrequire:\n  - '@sts/mocha'\n`],
    ['mocha', '.mocharc.cjs', `module.exports = { require: [] };\n`, `module.exports = { require: ['@sts/mocha'] };\n`],
  ] as const)('%s, %s', async ([runner, file, before, after]) => {
    expect(await changed(runner, { [file]: before })).toEqual([file, after]);
  });

  test.for([
    ['jest', { jest: { verbose: true } }, '"testEnvironment": "@sts/jest-env"'],
    ['mocha', { mocha: { require: ['a'] } }, '"require": [\n      "@sts/mocha",\n      "a"\n    ]'],
  ] as const)('%s in package.json', async ([runner, own, line]) => {
    const [file, text] = (await changed(runner, { 'package.json': { name: 'x', devDependencies: { [runner]: '1' }, ...own } })) as [
      string,
      string,
    ];
    expect(file).toBe('package.json');
    expect(text).toContain(line);
  });

  test('node:test in the scripts, wherever it is started', async () => {
    const scripts = {
      test: 'tsc && node --enable-source-maps --import tsx --test a && node --test b',
      other: 'node a.js --test',
      build: 'tsc',
    };
    const [, text] = (await changed('x', { 'package.json': { name: 'x', scripts } })) as [string, string];
    expect((JSON.parse(text) as { scripts: object }).scripts).toEqual({
      ...scripts,
      test: 'tsc && node --require @sts/node-test --enable-source-maps --import tsx --test a && node --require @sts/node-test --test b',
    });
  });

  test.for([
    ['jest', {}, 'jest.config.js', `module.exports = { testEnvironment: '@sts/jest-env' };\n`],
    ['jest', { type: 'module' }, 'jest.config.js', `export default { testEnvironment: '@sts/jest-env' };\n`],
    ['vitest', {}, 'vitest.config.mjs', `export default { test: { globalSetup: ['@sts/vitest'] } };\n`],
    ['mocha', {}, '.mocharc.json', `{\n  "require": [\n    "@sts/mocha"\n  ]\n}\n`],
  ] as const)('%s without a configuration gets one: %o', async ([runner, own, file, text]) => {
    expect(await changed(runner, { 'package.json': { name: 'x', devDependencies: { [runner]: '1' }, ...own } })).toEqual([file, text]);
  });

  test('the file that a script names is the one that is changed', async () => {
    const files = {
      'package.json': { name: 'x', devDependencies: { jest: '1' }, scripts: { test: 'jest --config config/unit.js' } },
      'jest.config.js': 'module.exports = {};\n',
      'config/unit.js': 'module.exports = {};\n',
    };
    expect(await changed('jest', files)).toEqual(['config/unit.js', `module.exports = { testEnvironment: '@sts/jest-env' };\n`]);
  });
});

describe('what only a person can tell is left alone', () => {
  test.for([
    ['jest', 'jest.config.js', `module.exports = { ...base, verbose: true };`, 'spread'],
    ['jest', 'jest.config.js', `module.exports = async () => ({});`, 'not a plain object'],
    ['jest', 'jest.config.js', `const c = {};\nc.testEnvironment = 'jsdom';\nmodule.exports = c;`, 'not a plain object'],
    ['jest', 'jest.config.js', `module.exports = { testEnvironment: './mine.js' };`, 'has to be wrapped'],
    ['jest', 'jest.config.js', `module.exports = { testEnvironment: ENV };`, 'not a plain text'],
    ['jest', 'jest.config.js', `module.exports = { projects: ['a'] };`, 'each of its projects'],
    ['jest', 'jest.config.js', `module.exports = { preset: '@shelf/jest-mongodb' };`, 'its preset'],
    ['jest', 'jest.config.js', `module.exports = {`, 'not well-formed'],
    ['jest', 'jest.config.js', `module.exports = { [key]: 1 };`, 'computed'],
    ['jest', 'jest.config.json', `{ "a": `, 'not JSON'],
    ['jest', 'jest.config.js', ``, 'does not export'],
    ['vitest', 'vitest.config.ts', `export default mergeConfig(base, defineConfig({}));`, 'not a plain object'],
    ['vitest', 'vitest.config.ts', `export default defineConfig(({ mode }) => ({ test: {} }));`, 'not a plain object'],
    ['vitest', 'vitest.config.ts', `export default defineConfig({ test: { projects: ['a'] } });`, 'each of its projects'],
    ['vitest', 'vitest.config.ts', `export default defineConfig({ test: { globalSetup: setups() } });`, 'not a plain list'],
    ['vitest', 'vitest.config.ts', `export default defineConfig({ test: shared });`, 'not a plain object'],
    ['mocha', '.mocharc.yml', `require: [a, b]\n`, 'not a list of lines'],
    ['mocha', '.mocharc.yml', `{ spec: test }\n`, 'not plain lines'],
    ['mocha', '.mocharc.json', `[]`, 'not a JSON object'],
  ] as const)('%s, %s: %s', async ([runner, file, text, why]) => {
    expect(await changed(runner, { [file]: text })).toContain(why);
  });
});

test.for([
  [{}, {}, 'npm install --save-dev @sts/x'],
  [{ packageManager: 'yarn@4.1.0' }, { 'pnpm-lock.yaml': '' }, 'yarn add --dev @sts/x'],
  [{}, { 'pnpm-lock.yaml': '' }, 'pnpm add --save-dev @sts/x'],
  [{}, { 'yarn.lock': '' }, 'yarn add --dev @sts/x'],
  [{}, { 'bun.lock': '' }, 'bun add --dev @sts/x'],
  [{}, { 'package-lock.json': '{}' }, 'npm install --save-dev @sts/x'],
] as const)('package manager of %o with %o: %s', async ([own, files, command]) => {
  await using project = await seed({ 'package.json': { name: 'x', ...own }, ...files, 'packages/a/package.json': { name: 'a' } });
  const inner = findPackageFile(project.path('packages/a'));
  const outer = findPackageFile(project.dir);
  expect(outer && installCommand(outer, ['@sts/x'])).toBe(command);
  // A lock file may lie above; the field says it for its own package.
  if (!('packageManager' in own)) expect(inner && installCommand(inner, ['@sts/x'])).toBe(command);
});
