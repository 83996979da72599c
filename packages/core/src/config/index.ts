export { type Exports, exportsOf, type Loading } from './code.js';
export { isThenable } from './thenable.js';
export { type Compose, type ComposeService, findCompose, serviceOf } from './compose.js';
export { dotenvFiles, readDotenv } from './dotenv.js';
export { findConfig } from './find.js';
export { frameworkMajor } from './framework.js';
export { Positions } from './positions.js';
export { type CheckedFiles, readDataFile, readTextFile } from './read-file.js';
export { type Config, readConfig } from './read-config.js';
