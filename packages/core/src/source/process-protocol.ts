import type { StsErrorCode } from '../errors/index.js';
import type { ProvidedPlan, SourceCredentials } from './types.js';

/** What the process that gets source credentials is asked: one line on its standard input, which stays open as long as it is waited for. */
export interface SourceQuestion {
  plan: ProvidedPlan;
  region: string;
  mfa: { code: string | undefined; serial: string | undefined; command: string | undefined };
  /** Milliseconds since the epoch. */
  endsAt: number;
}

/** What it answers, on a pipe of its own. */
export type SourceAnswer =
  | { ok: true; credentials: Omit<SourceCredentials, 'expiration'> & { expiration?: string } }
  | { ok: false; code: StsErrorCode; message: string; hint: string | undefined; cause: { name: string; message: string } | undefined };

/** The file descriptor of that pipe. */
export const SOURCE_ANSWER_FD = 3;
