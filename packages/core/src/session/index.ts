export { assumeRole, openSession, resolveTarget } from './api.js';
export { tellLeftOut } from './left-out-notice.js';
export { askElsewhere, type ElsewhereAnswer, type ElsewhereQuestion } from './elsewhere.js';
export { openForOther, openSessionIn, openSessionSync } from './doors.js';
export type { Session, SessionContext } from './types.js';
