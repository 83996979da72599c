export { DEFAULTS } from './defaults.js';
export { isObject } from './is-object.js';
export { checkOrigin, mergeOptions, type ResolvedOptions } from './merge.js';
export { nearest } from './nearest.js';
export { environmentOptions, givenOptions, type OptionOrigin } from './origins.js';
export type { OptionName, StsOptions } from './types.js';
