export { callAssumeRole, isSessionOf } from './call.js';
export { timeIsUp } from './diagnose.js';
export { type AssumeRequest, buildRequest } from './request.js';
export type { AssumedRole, AssumeCall, Credentials } from './types.js';
