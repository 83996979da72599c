/** One variable that was used on the way to an answer. */
export interface VariableUse {
  /** The key in whose value it stands. */
  at: string;
  /** As written: `${env:ACCOUNT, '1'}`. */
  text: string;
  /** Which of its sources answered: `env:ACCOUNT`, or `literal`. */
  answeredBy: string;
}

/** Another machine, or a program, that was asked on the way to an answer. */
export interface LookupUse {
  /** What was asked for: `the account id`. */
  what: string;
  /** Who was asked: `STS in eu-west-1`. */
  asks: string;
}

/** What was looked at to answer one question. */
export interface Trace {
  variables: VariableUse[];
  lookups: LookupUse[];
}

/** A trace of nothing yet. */
export function emptyTrace(): Trace {
  return { variables: [], lookups: [] };
}

/** Adds what another trace has to it, each use once. */
export function addTrace(to: Trace, from: Trace): void {
  for (const use of from.variables) {
    if (!to.variables.some((known) => known.at === use.at && known.text === use.text)) to.variables.push(use);
  }
  for (const use of from.lookups) {
    if (!to.lookups.some((known) => known.what === use.what)) to.lookups.push(use);
  }
}
