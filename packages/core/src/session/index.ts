export { assumeRole, openSession, resolveTarget } from './api.js';
export { checkOptions, openSessionIn, openSessionSync } from './doors.js';
export type { Session, SessionContext } from './types.js';
