/** @internal */
export { RetryStrategy } from './retry-strategy.js';
export type { TimeLimit } from './retry-strategy.js';
