export { callAssumeRole, isSessionOf } from './call.js';
export { timeIsUp } from './diagnose.js';
export { type AssumeRequest, buildRequest } from './request.js';
export type { AssumedRole, Credentials } from './types.js';
