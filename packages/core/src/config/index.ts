export { exportsOf, isThenable } from './code.js';
export { type Compose, type ComposeService, findCompose, serviceOf } from './compose.js';
export { dotenvFiles, readDotenv } from './dotenv.js';
export { findConfig } from './find.js';
export { frameworkMajor } from './framework.js';
export { positionIn } from './positions.js';
export { readDataFile } from './read-file.js';
export { type Config, readConfig } from './read-config.js';
