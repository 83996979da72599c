import { createRequire } from 'node:module';

/** `require` from this package. */
export const nodeRequire: NodeJS.Require = createRequire(__filename);
