/** @internal */
export { childProcess, crypto, modules, os, timers } from './builtins.js';
export { childEnv } from './child-env.js';
/** @internal */
export { loadClient, type OptionalClients } from './clients.js';
export { debug } from './debug.js';
export { elapsedMs } from './elapsed.js';
export { endTree } from './end-tree.js';
export { endMarked, HELPER_VARIABLE, helperMark, isHelper } from './helpers.js';
export { fileState, isAsItWas, Looks, sawFile, sawNames, unsure, witnessed } from './looks.js';
/** @internal */
export { nodeRequire } from './node-require.js';
export { environmentOf, statOf } from './proc.js';
/** @internal */
export { loadSdk } from './sdk.js';
export { withoutNodeWarning } from './sdk.js';
export { writeWhole } from './write-whole.js';
