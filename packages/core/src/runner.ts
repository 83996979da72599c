/** For the runner packages: what they need beyond the public API. Not for use in tests or scripts. */
export { isUsable, refusalOf, removeRefusals } from './cache/index.js';
export { askAtDoor, type Door, type DoorPlace, openDoor } from './door/index.js';
export { applyChanges, callerVariables, type EnvChanges, removeReturned, settleChanges, type Unwanted } from './environment/index.js';
export { formatError, isStsError, shownError, StsError } from './errors/index.js';
export { childEnv } from './loading/index.js';
export { addOptions, type OptionsFrom, type StsOptions } from './options/index.js';
export {
  askElsewhere,
  checkOptions,
  commandDoor,
  endWith,
  filesUnchanged,
  flags,
  type ElsewhereAnswer,
  type ElsewhereQuestion,
  type HostedSandbox,
  isSwitchedOffSession,
  labelled,
  makeSandboxHost,
  noteFiles,
  type NotedFile,
  openForOther,
  openSessionIn,
  openSessionSync,
  type RoleQuestion,
  runnerRole,
  type RunnerRole,
  SANDBOX_HOST,
  tellLeftOut,
  type Session,
  type SessionContext,
  tools,
  unwantedOf,
} from './session/index.js';
