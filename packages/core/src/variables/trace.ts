/** One variable that was used on the way to an answer. */
export interface VariableUse {
  /** The key in whose value it stands. */
  at: string;
  /** As written: `${env:ACCOUNT, '1'}`. */
  text: string;
  /** Which of its sources answered: `env:ACCOUNT`, or `literal`. */
  answeredBy: string;
}

/** What was looked at to answer one question. */
export interface Trace {
  variables: VariableUse[];
}

/** A trace of nothing yet. */
export function emptyTrace(): Trace {
  return { variables: [] };
}
