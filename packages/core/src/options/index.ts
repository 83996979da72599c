export { DEFAULTS } from './defaults.js';
export { commandsComplaints, DEPLOY_OPTIONS, deployComplaints, isSettledByCommand, ONLY_IN_FILE } from './in-file.js';
export { OPTION_FLAGS, optionsOfFlags } from './flags.js';
export { isObject } from './is-object.js';
export { mergeOptions, type ResolvedOptions } from './merge.js';
export { nearest } from './nearest.js';
export { environmentOptions, givenOptions, isAboutRole, type OptionOrigin, withoutRole } from './origins.js';
export type { OptionName, StsOptions } from './types.js';
