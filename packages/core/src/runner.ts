/** For the runner packages: what they need beyond the public API. Not for use in tests or scripts. */
export { isUsable, RENEW_BEFORE_MS } from './cache/index.js';
export { withoutLayers } from './environment/index.js';
export { formatError, isStsError, StsError, toCause } from './errors/index.js';
export type { StsOptions } from './options/index.js';
export { openSessionIn, openSessionSync, type Session, type SessionContext } from './session/index.js';
