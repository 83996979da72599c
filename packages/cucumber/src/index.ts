import type { StsOptions } from '@sts/core';
import { runnerRole } from '@sts/core/runner';

export type { StsOptions } from '@sts/core';

/** What Cucumber tells a plugin of a run, as far as it is of use here. */
interface Coordinated {
  operation: 'loadSources' | 'loadSupport' | 'runCucumber';
  /** `pluginOptions.sts` of the configuration. */
  options: StsOptions;
  environment: { cwd: string };
}

/** A plugin of Cucumber. */
export interface StsPlugin {
  type: 'plugin';
  optionsKey: 'sts';
  coordinator: (run: Coordinated) => Promise<(() => void) | undefined>;
}

/**
 * Cucumber plugin: `plugin: ['@sts/cucumber']`. Cucumber waits for it before it loads the support code, and its workers
 * inherit the role.
 */
export const plugin: StsPlugin = {
  type: 'plugin',
  optionsKey: 'sts',
  coordinator: async ({ operation, options, environment }) => {
    if (operation !== 'runCucumber') return undefined;
    const role = runnerRole('@sts/cucumber');
    await role.enter({ options, optionsFrom: 'pluginOptions.sts', cwd: environment.cwd });
    return () => role.leave();
  },
};

// Cucumber takes the default export.
export default plugin;
