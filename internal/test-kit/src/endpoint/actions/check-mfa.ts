import type { Caller } from '../accounts/caller.js';
import type { Directory } from '../accounts/directory.js';
import { mfaRefused } from '../wire/sts-errors.js';

/** Whether a right code came with this call; throws AccessDenied for a wrong one. */
export function checkMfa(directory: Directory, caller: Caller, serialNumber: string | undefined, tokenCode: string | undefined): boolean {
  if (serialNumber === undefined && tokenCode === undefined) return false;
  if (serialNumber === undefined || tokenCode === undefined) {
    throw mfaRefused(', must provide both MFA serial number and one time pass code. ');
  }
  const device = caller.kind === 'user' ? caller.mfa : undefined;
  if (device === undefined || device.serial !== serialNumber) {
    throw mfaRefused(', unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.');
  }
  if (!directory.acceptsCode(device, tokenCode)) throw mfaRefused(' with invalid MFA one time pass code. ');
  return true;
}
