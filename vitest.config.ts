import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{packages,internal}/*/{src,test}/**/*.test.ts', 'matrix/src/**/*.test.ts'],
    setupFiles: ['packages/core/test/support/seed.ts'],
    // Many tests start real runners: on two cores more would only wait for each other.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
