// Preloaded into the runners of the demo: each process that runs test files notes its id, to be counted from outside.
const { appendFileSync } = require('node:fs');

const { DEMO_WORKERS } = process.env;
const script = process.argv[1] ?? '';
const note = () => appendFileSync(DEMO_WORKERS, `${process.pid}\n`);

if (DEMO_WORKERS) {
  if (/[\\/]vitest[\\/]dist[\\/]workers[\\/]|[\\/]mocha[\\/]lib[\\/]nodejs[\\/]worker/.test(script)) note();
  // Jest's crawler of files forks the same script: a worker of tests is one that has loaded jest-runner.
  if (script.endsWith('processChild.js')) {
    process.once('exit', () => {
      if (Object.keys(require.cache).some((file) => /[\\/]jest-runner[\\/]/.test(file))) note();
    });
  }
}
