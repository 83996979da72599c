import type { StsOptions } from '@sts/core';

/**
 * The type of `testEnvironmentOptions`, whose own type lets everything pass:
 *
 * ```ts
 * testEnvironmentOptions: { sts: { stage: 'test' } } satisfies StsEnvironmentOptions,
 * ```
 *
 * Beside ours it has what Jest's own environments take; for those of another environment write `satisfies StsEnvironmentOptions & Others`.
 */
export type StsEnvironmentOptions = {
  /** Options of the role: see `docs/options.md`. */
  sts?: StsOptions;
  /** Of Jest: conditions of `exports` maps. */
  customExportConditions?: string | string[];
  /** Of Jest 30: what is done to globals when a test file is over. */
  globalsCleanup?: 'off' | 'on' | 'soft';
  /** Of jsdom: the document. */
  html?: string;
  /** Of jsdom: the address of the document. */
  url?: string;
  /** Of jsdom: what the browser calls itself. */
  userAgent?: string;
};
