import type { OptionsFrom, StsOptions } from '../options/index.js';

/** What the helper process is asked, on its standard input: no secret is among it. */
export interface HelperQuestion {
  options: StsOptions;
  cwd: string;
  optionsFrom: OptionsFrom;
  refusalsSince: number;
}

/** The file descriptor of the pipe that it answers on: a `CarriedSession`. */
export const ANSWER_FD = 3;
