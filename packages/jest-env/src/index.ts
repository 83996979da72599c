import { nodeEnvironment } from './base-environment.js';
import type { BuiltInEnvironmentClass } from './environment-class.js';
import { withSts } from './with-sts.js';

export type { StsOptions } from '@sts/core';
export type {
  BuiltInEnvironment,
  BuiltInEnvironmentClass,
  Environment,
  EnvironmentClass,
  EnvironmentConfig,
  EnvironmentContext,
} from './environment-class.js';
export type { StsEnvironmentOptions } from './environment-options.js';
export { withSts } from './with-sts.js';

/**
 * Jest environment: Node's, with the credentials of the role that `serverless.yml` names.
 *
 * ```js
 * // jest.config.js
 * module.exports = { testEnvironment: '@sts/jest-env' };
 * ```
 */
export const StsEnvironment: BuiltInEnvironmentClass = withSts(nodeEnvironment());

// Jest takes the default export.
export default StsEnvironment;
