/** For the runner packages: what they need beyond the public API. Not for use in tests or scripts. */
export { isUsable, removeRefusals } from './cache/index.js';
export { formatError, isStsError, shownError, StsError } from './errors/index.js';
export type { StsOptions } from './options/index.js';
export { commandDoor, leftOutNotice, openSessionIn, openSessionSync, type Session, type SessionContext } from './session/index.js';
