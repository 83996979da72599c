import { createRequire } from 'node:module';

/** What Mocha was told to do, as far as it matters here. */
export interface MochaOptions {
  'dry-run'?: unknown;
  dryRun?: unknown;
  parallel?: unknown;
  jobs?: unknown;
  watch?: unknown;
}

/** Mocha's module that reads its options: only its command loads it, and no script that uses Mocha. */
const READER = /[\\/]lib[\\/]cli[\\/]options\.c?js$/;

/** Its module that hands test files to workers, loaded when there are to be some. */
const WORKERS = /[\\/]lib[\\/]nodejs[\\/]parallel-buffered-runner\.c?js$/;

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
  const readers = loaded(READER).map((file) => (require(file) as { loadOptions?: (args: string[]) => MochaOptions }).loadOptions);
  return readers.find((read) => typeof read === 'function')?.(process.argv.slice(2)) ?? {};
}

/** Whether this process is Mocha's command and has come to test files: it has defined their functions, or has had workers. */
export function hasRunTests(): boolean {
  const { it, test } = globalThis as { it?: unknown; test?: unknown };
  return loaded(READER).length > 0 && (typeof it === 'function' || typeof test === 'function' || loaded(WORKERS).length > 0);
}

function loaded(module: RegExp): string[] {
  // Not `require.cache`: what Yarn's PnP loads on Node.js 22 has none.
  return Object.keys(createRequire(__filename).cache).filter((name) => module.test(name));
}
