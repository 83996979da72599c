import type { AssumedRole } from '../assume/index.js';
import type { StsErrorCode } from '../errors/index.js';
import type { StsOptions } from '../options/index.js';
import type { AppEnvironment, Target } from '../target/index.js';

/** What the helper process is asked, on its standard input: no secret is among it. */
export interface HelperQuestion {
  options: StsOptions;
  cwd: string;
  optionsFrom: string;
  refusalsSince: number;
}

/** What it answers, on a pipe of its own. */
export type HelperAnswer =
  | {
      ok: true;
      target: Target;
      /** What the helper's own session hands on. */
      env: Record<string, string>;
      environment: AppEnvironment;
      role: Omit<AssumedRole, 'credentials'> & {
        credentials: Record<'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'expiration', string>;
      };
    }
  | { ok: false; code: StsErrorCode; message: string; hint: string | undefined };

/** The file descriptor of that pipe. */
export const ANSWER_FD = 3;
