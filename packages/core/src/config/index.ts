export { findConfig } from './find.js';
export { readDataFile } from './read-file.js';
export { type Config, readConfig } from './read-config.js';
