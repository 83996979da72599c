import type { EnvChanges } from '@sts/core/runner';

/** The variable that tells a worker what a configuration's environment cannot say; the worker takes it out. */
export const HANDOVER_VARIABLE = 'STS_HANDOVER';

/** The credentials as a worker is given them. */
export interface Granted {
  env: EnvChanges;
  /** Milliseconds since the epoch: a test file that begins later asks for others. */
  renewAt: number;
  /** Milliseconds since the epoch. */
  endsAt: number;
  assumedRoleArn: string;
}

/** Why there are no credentials. */
export interface Refused {
  code: string;
  /** Code, message and hint. */
  text: string;
}

/** What the main process says when a worker asks it. */
export type Answer = { granted: Granted } | { refused: Refused };

/** What the workers of a project are started with. */
export type Handed = Answer & {
  /** Where the main process can be asked, and by which name. */
  door: { address: string; name: string } | undefined;
};

/** What one worker is started with. */
export type Handover = Handed & {
  /** What the variables were that the role's have taken the place of: where the tests ask for another role, they count. */
  base: Record<string, string>;
};
