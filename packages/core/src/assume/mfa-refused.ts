import type { Finding } from './failure.js';
import type { RefusedCall } from './types.js';

/** What STS has against the MFA code or its device; `undefined` when the refusal is about something else. */
export function mfaRefused(said: string, { request }: RefusedCall): Finding | undefined {
  if (!/MultiFactorAuthentication/i.test(said)) return undefined;
  const code = 'STS_ACCESS_DENIED';
  const device = request.SerialNumber ?? 'the device';
  const refused = (what: string, hint: string): Finding => ({ code, message: `STS refuses ${what} for ${request.RoleArn}: ${said}`, hint });
  if (/must provide both/i.test(said)) {
    const [has, lacks] = request.TokenCode === undefined ? ['device', 'code: mfaCode'] : ['code', 'device: mfaSerial'];
    return refused(`an MFA ${has} without its ${lacks}`, 'Set both mfaSerial (STS_MFA_SERIAL) and mfaCode (STS_MFA_CODE), or neither.');
  }
  if (/serial number/i.test(said)) {
    return refused(
      `the MFA device ${device}`,
      'The device has to be that of the user whose keys ask: aws iam list-mfa-devices tells its serial number. A session of a role has none.',
    );
  }
  return refused(
    `the MFA code of ${device}`,
    'A code works once, and for about a minute: wait for the next one. Look at the clock of the device too.',
  );
}
