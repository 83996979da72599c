export { changesFor, type EnvChanges } from './changes.js';
export { applyChanges, type MutableEnv, withoutLayers } from './layers.js';
