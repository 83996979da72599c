export type { Credentials } from './assume/index.js';
export type { EnvChanges } from './environment/index.js';
export { isStsError, StsError, type StsErrorCode } from './errors/index.js';
export type { StsOptions } from './options/index.js';
export { assumeRole, openSession, resolveTarget, type Session } from './session/index.js';
export type { AppEnvironment, ExplainedAnswer, ExplainedVariable, Explanation, LeftOut, Place, Target } from './target/index.js';
export type { LookupUse, VariableUse } from './variables/index.js';
