export { assumeRole, openSession, resolveTarget } from './api.js';
export { leftOutNotice } from './left-out-notice.js';
export { openSessionIn, openSessionSync } from './doors.js';
export { endWith, type RoleQuestion, runnerRole, type RunnerRole } from './run-as-role.js';
export type { Session, SessionContext } from './types.js';
