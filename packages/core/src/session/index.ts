export { assumeRole, openSession, resolveTarget } from './api.js';
export { tellLeftOut } from './left-out-notice.js';
export { askElsewhere, type ElsewhereAnswer, type ElsewhereQuestion } from './elsewhere.js';
export { checkOptions, commandDoor, flags, openForOther, openSessionIn, openSessionSync, tools } from './doors.js';
export { isSwitchedOffSession } from './make-session.js';
export { type HostedSandbox, labelled, makeSandboxHost } from './make-sandbox-host.js';
export { SANDBOX_HOST } from './sandbox.js';
export { endWith, type RoleQuestion, runnerRole, type RunnerRole } from './run-as-role.js';
export type { Session, SessionContext } from './types.js';
