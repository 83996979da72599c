export { model } from './arbitrary.js';
export { KNOWN_DIFFERENCES, refusedBySchema } from './known.js';
export { functionNames, plainPlace, render } from './render.js';
export type { Model } from './tree.js';
