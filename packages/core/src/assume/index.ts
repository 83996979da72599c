export { callAssumeRole } from './call.js';
export { chainOf, checkChain, isByWebIdentity } from './chain.js';
export { type AssumeRequest, buildRequest } from './request.js';
export { isSessionOf } from './session-of.js';
export { timeIsUp } from './time-is-up.js';
export type { AssumeCall, AssumedRole, Clues, Credentials } from './types.js';
