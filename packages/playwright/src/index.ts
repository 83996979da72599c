import path from 'node:path';
import type { FullConfig } from '@playwright/test';
import type { StsOptions } from '@sts/core';
import { runnerRole } from '@sts/core/runner';

export type { StsOptions } from '@sts/core';

const NAME = '@sts/playwright';

/** The options of `sts`, which the configuration calls before Playwright loads the setup, maybe from another copy of this. */
const GIVEN: unique symbol = Symbol.for('@sts/playwright/options') as never;

/**
 * Playwright's globalSetup with typed options, in place of `globalSetup: '@sts/playwright'`:
 *
 * ```ts
 * export default defineConfig({ globalSetup: sts({ stage: 'test' }) });
 * ```
 * @returns the path of this module
 */
export function sts(options: StsOptions = {}): string {
  (globalThis as { [GIVEN]?: StsOptions })[GIVEN] = options;
  return __filename;
}

/**
 * Playwright globalSetup: `globalSetup: '@sts/playwright'`. Makes the process that starts the workers the role, and all of
 * them with it. The search for the configuration starts where Playwright's own lies.
 * @returns the teardown, which puts the environment back
 */
export default async function globalSetup({ configFile, rootDir }: FullConfig): Promise<() => void> {
  const role = runnerRole(NAME);
  const options = (globalThis as { [GIVEN]?: StsOptions })[GIVEN];
  const cwd = configFile === undefined ? rootDir : path.dirname(configFile);
  await role.enter({ cwd, ...(options === undefined ? {} : { options, optionsFrom: 'sts() in the Playwright configuration' }) });
  return () => role.leave();
}
