import { constants } from 'node:os';
import { parseArgs } from 'node:util';
import { Problem, describe } from './problem.mjs';

/**
 * Runs a script's main function: SIGINT and SIGTERM abort `signal` (so that `finally` blocks clean up), an error is
 * printed with its hint, the exit code tells.
 * @param {(signal: AbortSignal) => Promise<void>} body
 * @returns {Promise<void>}
 */
export async function main(body) {
  const abort = new AbortController();
  let code = 0;
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(name, () => {
      code = 128 + constants.signals[name];
      abort.abort(new Problem(`Stopped by ${name}.`));
    });
  }
  try {
    await body(abort.signal);
  } catch (error) {
    process.stderr.write(`\n${describe(error)}\n`);
    code ||= 1;
  }
  process.exitCode = code;
}

/**
 * Reads the command line.
 * @template {import('node:util').ParseArgsConfig} C
 * @param {C} config as `parseArgs` takes it
 * @param {string} usage printed with every mistake
 */
export function readArguments(config, usage) {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new Problem(error instanceof Error ? error.message : String(error), { hint: usage });
  }
}
