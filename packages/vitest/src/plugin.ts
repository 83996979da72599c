import { fileURLToPath } from 'node:url';
import { checkOptions, shownError, type StsOptions } from '@sts/core/runner';
import { mainState } from './state.js';

/** A Vite plugin, as every Vite that Vitest 3 to 5 works with takes it. */
export interface StsPlugin {
  name: string;
}

/** Where the options of the plugin stand, for messages. */
export const PLUGIN_OPTIONS = 'sts({ … }) in the Vitest configuration';

const GLOBAL_SETUP = fileURLToPath(new URL('./index.js', import.meta.url));

/**
 * Vite plugin that runs the tests as the role that `serverless.yml` names: `plugins: [sts({ stage: 'test' })]`. It
 * brings the globalSetup along, and does nothing in `vite build` and `vite dev`.
 *
 * In a Vitest run wrong options end the start with `STS_OPTIONS_INVALID`; nothing is assumed before the tests are.
 */
export function sts(options: StsOptions = {}): StsPlugin {
  const plugin = {
    name: '@sts/vitest',
    // Vite itself knows no `test`.
    config: () => ({ test: { globalSetup: [GLOBAL_SETUP] } }),
    configResolved(config: { plugins?: readonly { name: string }[] }): void {
      if (config.plugins?.some(({ name }) => name === 'vitest' || name.startsWith('vitest:')) !== true) return;
      try {
        if (options === null || Object.keys(options).length > 0 || typeof options !== 'object') checkOptions(options, PLUGIN_OPTIONS);
      } catch (error) {
        throw shownError(error);
      }
      mainState().options.set(config, options);
    },
  };
  return plugin;
}
