export { assumeRole, openSession, resolveTarget } from './api.js';
export { openSessionIn, openSessionSync } from './doors.js';
export { isSwitchedOffSession } from './make-session.js';
export { type HostedSandbox, labelled, makeSandboxHost } from './make-sandbox-host.js';
export { SANDBOX_HOST } from './sandbox.js';
export type { Session, SessionContext } from './types.js';
