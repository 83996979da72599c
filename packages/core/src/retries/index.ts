export { RetryStrategy, type TimeLimit } from './retry-strategy.js';
