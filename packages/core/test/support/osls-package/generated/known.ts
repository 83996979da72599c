import { agree, type Outcome } from '../outcome.js';

/** What osls says of a question, what we say, and what osls says with `configValidationMode: off`, where its schema refuses. */
export interface Difference {
  theirs: Outcome;
  ours: Outcome;
  unchecked: Outcome | undefined;
}

/** A difference that is meant to be. */
export interface KnownDifference {
  reason: string;
  is: (difference: Difference) => boolean;
}

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    reason: 'only the schema of osls refuses: without it, it deploys the role that we name',
    is: ({ theirs, ours, unchecked }) => refusedBySchema(theirs) && unchecked !== undefined && agree(unchecked, ours),
  },
];

/** Whether it is the schema that refuses. */
export function refusedBySchema(theirs: Outcome): boolean {
  return 'refused' in theirs && theirs.refused.startsWith('Configuration error');
}
