export { addOptions } from './add.js';
export { DEFAULTS } from './defaults.js';
export { isObject } from './is-object.js';
export { isPlain } from './is-plain.js';
export { checkOrigin, mergeOptions, type ResolvedOptions } from './merge.js';
export { nearest } from './nearest.js';
export { environmentOptions, givenOptions, type OptionOrigin, type OptionsFrom } from './origins.js';
export type { OptionName, StsOptions } from './types.js';
