import type { StsOptions } from './types.js';

/**
 * Options with more of them on top, which win, each as a whole. A role that is named by its ARN gives way to that of a
 * function which is named nearer by: it would win over it otherwise.
 */
export function addOptions(options: StsOptions, more: StsOptions): StsOptions {
  const given = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined)) as StsOptions;
  if (given.function === undefined) return { ...options, ...given };
  const { roleArn: _further, ...rest } = options;
  return { ...rest, ...given };
}
