import { type Place, PLACES, setupFile, SHARED_FILES, specFiles } from '@sts/runners/consumers';
import type { ProjectFiles } from '@sts/test-kit';
import type { Runner } from '../plan/matrix.ts';

/** What a user of one kind of runner has. */
interface Kind {
  /** Our package. */
  ours: string;
  /** The command that the runner brings. */
  command: string;
  /** Configuration, with the one line that our package takes, and test files. */
  files: ProjectFiles;
  /** Where its code notes who it is. */
  places: readonly Place[];
}

/** How many test files each project has. */
export const FILES = 4;

export const KINDS: Readonly<Record<Runner['kind'], Kind>> = {
  jest: {
    ours: '@sts/jest-env',
    command: 'jest',
    files: {
      ...SHARED_FILES,
      ...setupFile(),
      ...specFiles('jest', 'spec', FILES),
      'jest.config.js': `module.exports = {
  testEnvironment: '@sts/jest-env',
  testMatch: ['**/*.test.cjs'],
  setupFiles: ['<rootDir>/setup.cjs'],
};
`,
    },
    places: PLACES,
  },
  vitest: {
    ours: '@sts/vitest',
    command: 'vitest',
    files: {
      ...SHARED_FILES,
      ...setupFile(),
      ...specFiles('vitest', 'spec', FILES),
      'vitest.config.mjs': `export default {
  test: {
    globalSetup: ['@sts/vitest'],
    globals: true,
    setupFiles: ['./setup.cjs'],
    testTimeout: 60_000,
  },
};
`,
    },
    places: PLACES,
  },
  mocha: {
    ours: '@sts/mocha',
    command: 'mocha',
    files: {
      ...SHARED_FILES,
      ...specFiles('mocha', 'spec', FILES / 2),
      ...specFiles('mocha-esm', 'modules', FILES / 2),
      '.mocharc.json': { require: ['@sts/mocha'], spec: ['{spec,modules}/*.test.{cjs,mjs}'], timeout: 60_000 },
    },
    // Mocha has no setup files.
    places: PLACES.filter((place) => place !== 'setup file'),
  },
};
