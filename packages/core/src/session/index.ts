export { assumeRole, openSession, resolveTarget } from './api.js';
export { leftOutNotice } from './left-out-notice.js';
export { commandDoor, openSessionIn, openSessionSync } from './doors.js';
export type { Session, SessionContext } from './types.js';
