/** For the runner packages: what they need beyond the public API. Not for use in tests or scripts. */
export { isUsable, removeRefusals } from './cache/index.js';
export { formatError, isStsError, shownError, StsError } from './errors/index.js';
export { childEnv } from './loading/index.js';
export { addOptions, type OptionsFrom, type StsOptions } from './options/index.js';
export {
  type HostedSandbox,
  isSwitchedOffSession,
  labelled,
  makeSandboxHost,
  openSessionIn,
  openSessionSync,
  SANDBOX_HOST,
  type Session,
  type SessionContext,
} from './session/index.js';
