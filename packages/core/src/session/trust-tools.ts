// What it takes to write a trust policy, which most looks at the way to the role do not need.
export { isByWebIdentity } from '../assume/index.js';
export { trustPolicy } from '../assume/trust-policy.js';
export { readToken } from '../source/index.js';
export { cluesOf } from './clues.js';
