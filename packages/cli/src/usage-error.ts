import { StsError } from '@sts/core/runner';

/** The error for a command line that is wrong. */
export function usageError(message: string, hint: string): StsError {
  return new StsError({ code: 'STS_USAGE', message, hint });
}
