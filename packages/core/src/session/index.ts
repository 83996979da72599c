export { assumeRole, openSession, resolveTarget } from './api.js';
export { flags, openSessionIn, openSessionSync, tools } from './doors.js';
export type { Session, SessionContext } from './types.js';
