export { childProcess, crypto, modules, timers } from './builtins.js';
export { loadClient, type OptionalClients } from './clients.js';
export { debug } from './debug.js';
export { nodeRequire } from './node-require.js';
export { loadSdk, withoutNodeWarning } from './sdk.js';
