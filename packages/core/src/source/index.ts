export { sourceFingerprint } from './fingerprint.js';
export { loadSource } from './load.js';
export { mfaCode, type MfaSettings } from './mfa.js';
export { planSource } from './plan.js';
export type { Env, SourceCredentials, SourcePlan } from './types.js';
