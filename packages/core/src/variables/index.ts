export { createResolver, type Resolver } from './resolver.js';
export { envSource } from './sources/env.js';
export { fileSource } from './sources/file.js';
export { optSource } from './sources/opt.js';
export { paramSource } from './sources/param.js';
export { selfSource } from './sources/self.js';
export { slsSource } from './sources/sls.js';
export { strToBoolSource } from './sources/str-to-bool.js';
export type { VariableUse } from './trace.js';
