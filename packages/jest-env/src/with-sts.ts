import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import {
  type HostedSandbox,
  isSwitchedOffSession,
  makeSandboxHost,
  removeReturned,
  SANDBOX_HOST,
  StsError,
  tellLeftOut,
  unwantedOf,
} from '@sts/core/runner';
import type { EnvironmentClass } from './environment-class.js';
import { fileOptions, hasDocblock } from './file-options.js';
import { isFirstWorker, presentable } from './presentable.js';
import { contextOf, sessionFor, workerState } from './worker-state.js';

/**
 * Wraps a Jest environment so that its tests run as the role that `serverless.yml` names. Options stand under
 * `testEnvironmentOptions.sts`, and in the docblock of a test file. What the base has beside (static members,
 * `exportConditions`, `handleTestEvent`, …) stays, and its type.
 *
 * The credentials are in place before the base is constructed: it copies the environment for the sandbox, while child
 * processes see the worker's own.
 * @throws `STS_UNSUPPORTED_RUNNER` when the base is not a class
 */
export function withSts<Base extends EnvironmentClass>(Base: Base): Base {
  const Checked: EnvironmentClass = checkedBase(Base);
  class StsEnvironment extends Checked {
    constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
      enter(config, context);
      try {
        super(config, context);
        installHost(this);
      } catch (error) {
        leave();
        throw error;
      }
    }

    override async setup(): Promise<void> {
      await super.setup();
      // Some make their global object only now.
      installHost(this);
      keepRole(this);
    }

    override async teardown(): Promise<void> {
      try {
        await super.teardown();
      } finally {
        leave();
      }
    }
  }
  return StsEnvironment as unknown as Base;
}

function checkedBase(Base: unknown): EnvironmentClass {
  if (typeof Base === 'function') return Base as EnvironmentClass;
  const error = new StsError({
    code: 'STS_UNSUPPORTED_RUNNER',
    message: `withSts needs a class of Jest environments, and was given ${Base === null ? 'null' : `a value of type ${typeof Base}`}.`,
    hint: "The packages of Jest have it as TestEnvironment: withSts(require('jest-environment-jsdom').TestEnvironment)",
  });
  throw presentable(error, { isParticular: false });
}

function enter(config: JestEnvironmentConfig, context: EnvironmentContext): void {
  // A test file whose setup files failed was never torn down.
  leave();
  const { globalConfig, projectConfig } = config;
  const isParticular = globalConfig.projects.length > 1 || hasDocblock(context);
  try {
    const { options, optionsFrom } = fileOptions(config, context);
    const watch = globalConfig.watch || globalConfig.watchAll;
    const asked = { options, optionsFrom, rootDir: projectConfig.rootDir, watch, file: `${projectConfig.id} ${context.testPath}` };
    const session = sessionFor(asked);
    if (isFirstWorker() || isParticular) tellLeftOut(session);
    const state = workerState();
    state.undo = session.apply(process.env);
    if (isSwitchedOffSession(session)) return;
    state.hosted = makeSandboxHost(options, contextOf(asked));
    state.unwanted = unwantedOf(session, projectConfig.rootDir);
  } catch (error) {
    throw presentable(error, { isParticular });
  }
}

/** For `assumeRole` and its like in the sandbox, which has nothing but the role's own credentials. */
function installHost({ global }: { global: unknown }): void {
  const hosted: HostedSandbox | undefined = workerState().hosted;
  if (hosted === undefined || typeof global !== 'object' || global === null || Object.hasOwn(global, SANDBOX_HOST)) return;
  Object.defineProperty(global, SANDBOX_HOST, { value: hosted.host, configurable: true });
}

/** What jest-circus tells of a test file, where it is listened to. */
interface Listening {
  global: unknown;
  handleTestEvent?: (event: { name: string }, state: unknown) => unknown;
}

/** After setup files, and again when the test file is loaded: either may have loaded a `.env` file. */
function keepRole(environment: Listening): void {
  const { unwanted } = workerState();
  if (unwanted === undefined) return;
  const keep = (): void => {
    // Not all have made their global object like Node's.
    const env = (environment.global as { process?: NodeJS.Process } | null)?.process?.env;
    if (env !== undefined) removeReturned(env, unwanted);
  };
  const theirs = environment.handleTestEvent;
  keep();
  environment.handleTestEvent = (event, state) => {
    if (event.name === 'run_start') keep();
    return theirs?.call(environment, event, state);
  };
}

function leave(): void {
  const state = workerState();
  state.hosted?.leave();
  state.hosted = undefined;
  state.unwanted = undefined;
  state.undo?.();
  state.undo = undefined;
}
