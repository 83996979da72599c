export { callAssumeRole } from './call.js';
export { type AssumeRequest, buildRequest } from './request.js';
export { isSessionOf } from './session-of.js';
export { timeIsUp } from './time-is-up.js';
export type { AssumedRole, Clues, Credentials } from './types.js';
