import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import type { StsOptions } from '@sts/core/runner';
import type { EnvironmentClass } from './base-environment.js';
import { presentable, sessionFor, workerState } from './worker-state.js';

/**
 * Wraps a Jest environment so that its tests run as the role that `serverless.yml` names. Options stand under
 * `testEnvironmentOptions.sts`.
 *
 * The credentials are in place before the base is constructed: it copies the environment for the sandbox, while child
 * processes see the worker's own.
 */
export function withSts(Base: EnvironmentClass): EnvironmentClass {
  return class StsEnvironment extends Base {
    constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
      enter(config);
      try {
        super(config, context);
      } catch (error) {
        leave();
        throw error;
      }
    }

    override async teardown(): Promise<void> {
      try {
        await super.teardown();
      } finally {
        leave();
      }
    }
  };
}

function enter({ globalConfig, projectConfig }: JestEnvironmentConfig): void {
  // A test file whose setup failed was never torn down.
  leave();
  const options = (projectConfig.testEnvironmentOptions['sts'] ?? {}) as StsOptions;
  try {
    const session = sessionFor({ options, rootDir: projectConfig.rootDir, watch: globalConfig.watch || globalConfig.watchAll });
    workerState().undo = session.apply(process.env);
  } catch (error) {
    throw presentable(error);
  }
}

function leave(): void {
  const state = workerState();
  state.undo?.();
  state.undo = undefined;
}
