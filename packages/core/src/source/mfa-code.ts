import { StsError } from '../errors/index.js';
import type { Env } from './types.js';

/** Where codes of MFA devices come from, and until when. */
export interface MfaSettings {
  /** The code that was given, and the device that it is of; without a device it is of any. */
  code: string | undefined;
  serial: string | undefined;
  /** A command line that prints a code. */
  command: string | undefined;
  env: Env;
  /** Milliseconds since the epoch: when the time for the whole is up. */
  endsAt: number;
  signal: AbortSignal;
}

/** The error for a code that cannot be had. */
export function mfaRequired(serial: string, why: string, cause?: Error): StsError {
  return new StsError({
    code: 'STS_MFA_REQUIRED',
    message: `A code of the MFA device ${serial} is needed, and ${why}.`,
    hint: [
      'Give it in one of these ways:',
      '  STS_MFA_CODE=<six digits>',
      "  STS_MFA_COMMAND='<a command that prints it>'",
      'or run it on a terminal and not in CI, where the code is asked for.',
    ].join('\n'),
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The error for a code that did not come in time. */
export function mfaTooLate(serial: string, what: string): StsError {
  return new StsError({
    code: 'STS_TIMEOUT',
    message: `${what} for the MFA device ${serial} before the time for the whole was up.`,
    hint: 'For more time, raise timeoutMs (STS_TIMEOUT_MS=120000).',
  });
}

/** Whether a text is what such devices show: six digits. */
export function isMfaCode(text: string): boolean {
  return /^\d{6}$/.test(text);
}
