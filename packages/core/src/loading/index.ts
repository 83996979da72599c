export { childProcess, crypto, modules, timers } from './builtins.js';
export { childEnv } from './child-env.js';
export { loadClient, type OptionalClients } from './clients.js';
export { endTree } from './end-tree.js';
export { nodeRequire } from './node-require.js';
export { loadSdk, withoutNodeWarning } from './sdk.js';
