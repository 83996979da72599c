export { sourceFingerprint } from './fingerprint.js';
export { loadSource } from './load.js';
export { planSource } from './plan.js';
export { readToken } from './web-identity-token.js';
export type { Env, SourceCredentials, SourcePlan } from './types.js';
