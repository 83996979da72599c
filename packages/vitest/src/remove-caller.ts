import { NAMES_VARIABLE } from './names-variable.js';

// A setup file that runs in the worker before the user's: `project.config.env` can set variables and cannot remove
// them (`undefined` arrives as a text), and the main process's own environment belongs to all projects.
for (const name of process.env[NAMES_VARIABLE]?.split(' ') ?? []) delete process.env[name];
delete process.env[NAMES_VARIABLE];
