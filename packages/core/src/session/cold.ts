// What a start needs that has to read the configuration: a file of its own in the built package.
export { OPTION_FLAGS, optionsOfFlags } from '../options/index.js';
export { checkOptionsCold } from './check-options.js';
export { commandSettingsIn } from './command-settings.js';
export { explainIn, openCold, peekSessionIn, resolveTargetIn } from './open.js';
export { openColdSync } from './open-sync.js';
