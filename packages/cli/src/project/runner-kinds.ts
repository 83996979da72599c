/** A test runner that has a package of ours, and how it is set up. */
export interface RunnerKind {
  id: 'jest' | 'vitest' | 'mocha' | 'node-test';
  name: string;
  /** Our package. */
  package: string;
  /** The runner's own package; node:test has none. */
  runner: string | undefined;
  /** What stands in a script that starts it. */
  script: RegExp;
  /** Its configuration files, in the order in which it looks for them. */
  files: readonly string[];
  /** Its key in package.json. */
  key: string | undefined;
  /** What has to be added, for people. */
  line: string;
}

const SCRIPTS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'];

/** Those that are known. Files: the documentation of each runner. */
export const RUNNER_KINDS: readonly RunnerKind[] = [
  {
    id: 'jest',
    name: 'Jest',
    package: '@sts/jest-env',
    runner: 'jest',
    script: /(?:^|[\s/])jest(?:\s|$)/,
    files: ['js', 'ts', 'mjs', 'cjs', 'cts', 'json'].map((end) => `jest.config.${end}`),
    key: 'jest',
    line: "testEnvironment: '@sts/jest-env'",
  },
  {
    id: 'vitest',
    name: 'Vitest',
    package: '@sts/vitest',
    runner: 'vitest',
    script: /(?:^|[\s/])vitest(?:\s|$)/,
    files: [...SCRIPTS.map((end) => `vitest.config.${end}`), ...SCRIPTS.map((end) => `vite.config.${end}`)],
    key: undefined,
    line: "test: { globalSetup: ['@sts/vitest'] }",
  },
  {
    id: 'mocha',
    name: 'Mocha',
    package: '@sts/mocha',
    runner: 'mocha',
    script: /(?:^|[\s/])mocha(?:\s|$)/,
    files: ['cjs', 'js', 'mjs', 'yaml', 'yml', 'jsonc', 'json'].map((end) => `.mocharc.${end}`),
    key: 'mocha',
    line: "require: ['@sts/mocha']",
  },
  {
    id: 'node-test',
    name: 'node:test',
    package: '@sts/node-test',
    runner: undefined,
    // Options of Node.js alone: behind a file they are that file's.
    script: /(?:^|\s)node\s+(?:-\S+\s+(?:[^-\s&|;]\S*\s+)?)*?--test(?=\s|$)/,
    files: [],
    key: undefined,
    line: 'node --require @sts/node-test --test',
  },
];
