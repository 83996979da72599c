export { changesFor, type EnvChanges } from './changes.js';
export { maskCredentials } from './mask.js';
export { unfitForTests } from './unfit-for-tests.js';
export { applyChanges, type MutableEnv, withoutLayers } from './layers.js';
