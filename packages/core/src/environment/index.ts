export { changesFor, type EnvChanges } from './changes.js';
export { callerVariables } from './removed.js';
export { removeReturned, type Unwanted } from './returned.js';
export type { OutputOf } from './log-of-step.js';
export { maskCredentials } from './mask.js';
export { unfitForTests } from './unfit-for-tests.js';
export { applyChanges, type MutableEnv, settleChanges, withoutLayers } from './layers.js';
