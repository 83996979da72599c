export { callAssumeRole } from './call.js';
export { callerIdentity, type Identity } from './caller-identity.js';
export { chainOf, checkChain, isByWebIdentity } from './chain.js';
export { type AssumeRequest, buildRequest } from './request.js';
export { type Reached, reachEndpoint } from './reach-endpoint.js';
export { isSessionOf } from './session-of.js';
export { timeIsUp } from './time-is-up.js';
export type { TrustPolicy } from './trust-policy.js';
export type { AssumeCall, AssumedRole, Clues, Credentials } from './types.js';
