import { askElsewhere, shownError, StsError, type StsOptions } from '@sts/core/runner';
import { askForOther } from './ask-main.js';
import { type Call, chosen } from './chosen.js';
import { isDryRun, isParallel, isWatch, isWorker, mochaOptions } from './mocha-options.js';
import { enter, leave } from './role.js';
import { type RootHooks, rootHooks, type Where } from './root-hooks.js';
import { runState } from './run-state.js';
import { takeWord, tellWorkers } from './tell-workers.js';

/** What a file that is given to `--require` exports for Mocha. */
export interface RootHookPlugin {
  mochaHooks: () => Promise<RootHooks>;
  mochaGlobalTeardown: () => void;
}

/**
 * The root hook plugin with options, for a file of the project that is given to `--require` in place of the package:
 *
 * ```js
 * // mocha-role.cjs
 * module.exports = require('@sts/mocha').sts({ function: 'createOrder' });
 * ```
 * ```js
 * // mocha-role.mjs
 * import { sts } from '@sts/mocha';
 * export const { mochaHooks, mochaGlobalTeardown } = sts({ function: 'createOrder' });
 * ```
 *
 * These options come before those of the environment and of `custom.sts`; `config` starts from Mocha's working
 * directory. `--require @sts/mocha` beside such a file changes nothing.
 * @throws `STS_OPTIONS_INVALID` for what is not an object; `mochaHooks` throws what `openSession` of `@sts/core` throws
 */
export function sts(options: StsOptions = {}): RootHookPlugin {
  const given: unknown = options;
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return pluginWith(options, 'sts() of @sts/mocha');
  throw shownError(
    new StsError({
      code: 'STS_OPTIONS_INVALID',
      message: `The options of sts() of @sts/mocha are ${kindOf(given)}, and should be an object.`,
      hint: "For example: sts({ stage: 'dev' })",
    }),
  );
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}

/** @param optionsFrom where the options stand, for messages */
export function pluginWith(options: StsOptions, optionsFrom: string): RootHookPlugin {
  return {
    mochaHooks: async () => {
      runState().isUsed = true;
      const call: Call = { options };
      if ((await chosen(call)) !== call) return {};
      runState().given = { options, optionsFrom };
      return rootHooks(await (isWorker() ? enterWorker() : enterMain()));
    },
    mochaGlobalTeardown: leave,
  };
}

/** The process that Mocha was started as. */
async function enterMain(): Promise<Where> {
  // That of a run which this one is nested in.
  takeWord();
  const mocha = mochaOptions();
  runState().dry = isDryRun(mocha);
  if (!runState().dry) await enter(performance.timeOrigin);
  if (isParallel(mocha)) await tellWorkers();
  else if (isWatch(mocha)) return 'serial-watch';
  return 'serial';
}

async function enterWorker(): Promise<Where> {
  // When it failed for one file, Mocha tries again for the next.
  Object.assign(runState(), takeWord());
  const { door } = runState();
  if (door !== undefined) askElsewhere(async (question, accessKeyId) => (isOurs(accessKeyId) ? askForOther(door, question) : undefined));
  if (!runState().dry) await enter(performance.timeOrigin);
  return 'worker';
}

/** Whether a question would be asked with the role of the run, for which there is a better way. */
function isOurs(accessKeyId: string): boolean {
  return runState().held?.accessKeyId === accessKeyId;
}
