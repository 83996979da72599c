import { createRequire } from 'node:module';

/** What Mocha was told to do, as far as it matters here. */
export interface MochaOptions {
  'dry-run'?: unknown;
  dryRun?: unknown;
  parallel?: unknown;
  jobs?: unknown;
  watch?: unknown;
}

/** Whether this process is a worker of a parallel run: a worker's main script is Mocha's own. */
export function isWorker(): boolean {
  return /[\\/]lib[\\/]nodejs[\\/]worker\.c?js$/.test(process.argv[1] ?? '');
}

/** Whether tests are reported and not run. */
export function isDryRun(options: MochaOptions): boolean {
  return (options['dry-run'] ?? options.dryRun) === true;
}

/** Whether test files run in workers; Mocha runs them here when there is to be one. */
export function isParallel(options: MochaOptions): boolean {
  return Boolean(options.parallel) && (options.jobs === undefined || Number(options.jobs) > 1);
}

/** Whether Mocha runs again when a file changes. */
export function isWatch(options: MochaOptions): boolean {
  return options.watch === true;
}

/**
 * The options of the run, from the command line, `MOCHA_OPTIONS`, `.mocharc.*` and package.json. Mocha does not hand them
 * to plugins, so the very module of the running Mocha that has read them is asked again.
 */
export function mochaOptions(): MochaOptions {
  // Not `require.cache`: what Yarn's PnP loads on Node.js 22 has none.
  const files = Object.keys(createRequire(__filename).cache).filter((name) => /[\\/]lib[\\/]cli[\\/]options\.c?js$/.test(name));
  const readers = files.map((file) => (require(file) as { loadOptions?: (args: string[]) => MochaOptions }).loadOptions);
  return readers.find((read) => typeof read === 'function')?.(process.argv.slice(2)) ?? {};
}
