export { assumeRole, openSession, resolveTarget } from './api.js';
export { openSessionIn } from './open.js';
export { openSessionSync } from './open-sync.js';
export type { Session, SessionContext } from './types.js';
