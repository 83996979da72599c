import type { DoorPlace, ElsewhereAnswer, ElsewhereQuestion, EnvChanges, Unwanted } from '@sts/core/runner';

/** The variable that tells a worker what a configuration's environment cannot say; the worker takes it out. */
export const HANDOVER_VARIABLE = 'STS_HANDOVER';

/** The credentials as a worker is given them. */
export interface Granted {
  env: EnvChanges;
  unwanted: Unwanted;
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

/** What a worker asks the main process: for other credentials, or for a session that a test opens beside them. */
export type WorkerQuestion = { kind: 'role' } | { kind: 'other'; question: ElsewhereQuestion };

/** What it says of such a session. */
export interface OtherAnswer {
  other?: ElsewhereAnswer;
}

/** What a worker is started with: nothing of who asks for the role. */
export type Handover = Answer & {
  /** Where the main process can be asked. */
  door: DoorPlace | undefined;
};

/** What is given without a session, and so has no end. */
export function endless(env: EnvChanges): Granted {
  return {
    env,
    unwanted: { remove: [], folders: [] },
    renewAt: Number.MAX_SAFE_INTEGER,
    endsAt: Number.MAX_SAFE_INTEGER,
    assumedRoleArn: '',
  };
}
