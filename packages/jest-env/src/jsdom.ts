import { jsdomEnvironment } from './base-environment.js';
import type { BuiltInEnvironmentClass } from './environment-class.js';
import { presentable } from './presentable.js';
import { withSts } from './with-sts.js';

/**
 * Jest environment: jsdom's, with the credentials of the role that `serverless.yml` names. Needs `jest-environment-jsdom`.
 *
 * ```js
 * // jest.config.js
 * module.exports = { testEnvironment: '@sts/jest-env/jsdom' };
 * ```
 */
export const StsJsdomEnvironment: BuiltInEnvironmentClass = withSts(base());

// Jest takes the default export.
export default StsJsdomEnvironment;

function base(): BuiltInEnvironmentClass {
  try {
    return jsdomEnvironment();
  } catch (error) {
    throw presentable(error, { isParticular: false });
  }
}
