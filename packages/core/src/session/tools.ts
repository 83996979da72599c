// What the `sts` command needs that no runner does: a file of its own in the built package.
export { resolveTargetIn } from './open.js';
export { variablesSet } from './variables-set.js';
