export { childProcess, crypto, timers } from './builtins.js';
export { loadSdk } from './sdk.js';
