export { type Claims, readClaims } from './claims.js';
export { sourceFingerprint } from './fingerprint.js';
export { loadSource } from './load.js';
export { mfaCode } from './mfa.js';
export type { MfaSettings } from './mfa-code.js';
export { planSource } from './plan.js';
export { roleSession } from './role-session.js';
export { readToken } from './web-identity-token.js';
export type { Env, SourceCredentials, SourcePlan } from './types.js';
