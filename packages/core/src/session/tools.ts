// What the `sts` command needs that no runner does: a file of its own in the built package.
export type { Identity, Reached, TrustPolicy } from '../assume/index.js';
export type { Cleared } from '../cache/index.js';
export type { CacheState, SourceDescription } from './inspected.js';
export { Inspection } from './inspection.js';
export { variablesSet } from './variables-set.js';
