export { keepAccount, keptAccount } from './accounts.js';
export { checkedState, keepCheckedState } from './checked.js';
export { isUsable } from './expiry.js';
export { cacheKey } from './key.js';
export { cacheFolder, projectFolder } from './place.js';
export { known } from './known.js';
export { once } from './single-flight.js';
export { removeRefusals } from './refusals-met.js';
export { openVault, type VaultPlace } from './vault.js';
