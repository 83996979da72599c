import { flags, formatError, StsError } from '@sts/core/runner';
import { hasRunTests, isDryRun, isWatch, isWorker, mochaOptions } from './mocha-options.js';
import { runState } from './run-state.js';

/**
 * Has a run of Mocha fail whose tests were the caller although this package was loaded: by Node's `--import`, or by a file
 * that gives Mocha none of its hooks. Nothing else would say so.
 */
export function failIfUnused(): void {
  if (isWorker()) return;
  process.once('exit', check);
  // When the run is over Mocha adds a listener that sets the exit code: ours is to come after it.
  process.on('beforeExit', () => process.off('exit', check).once('exit', check));
}

function check(): void {
  if (!hasRunTests() || runState().isUsed || isOff()) return;
  const mocha = mochaOptions();
  if (isDryRun(mocha) || isWatch(mocha)) return;
  // Once, where there are several copies of the package.
  runState().isUsed = true;
  const error = new StsError({
    code: 'STS_USAGE',
    message: '@sts/mocha was loaded, but Mocha was not given its hooks: the tests ran without the role.',
    hint:
      'Write --require @sts/mocha: Mocha takes hooks from nowhere else, neither from --import nor from a test file. A file of ' +
      "your own in its place exports them: module.exports = require('@sts/mocha'). Without the role on purpose: STS_ENABLED=0",
  });
  process.stderr.write(`\n${formatError(error)}\n`);
  // Not the code that listeners are given: Mocha's has just set another.
  process.exitCode ||= 1;
}

function isOff(): boolean {
  return flags().optionFromText('enabled', process.env['STS_ENABLED'] ?? '') === false;
}
