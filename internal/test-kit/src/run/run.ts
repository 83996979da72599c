import { launch, type RunOptions, type RunResult } from './start.js';

/**
 * Runs a command from outside, as a user's shell would, in a clean environment (see `cleanEnv`) with its input closed,
 * and tells how it ended. Never throws: a wrong exit code, a signal, a time-out and a command that is not there are
 * results.
 */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  return launch(command, args, options, false).result;
}
