/** One variable that was used on the way to an answer. */
export interface VariableUse {
  /** The key in whose value it stands. */
  at: string;
  /** As written: `${env:ACCOUNT, '1'}`. */
  text: string;
  /** Which of its sources answered: `env:ACCOUNT`, or `literal`. */
  answeredBy: string;
}

/** Another machine that was asked on the way to an answer. */
export interface LookupUse {
  /** What was asked for: `The parameter /app/role`. */
  what: string;
  /** Who was asked: `SSM in eu-west-1`. */
  asks: string;
}

/** What was looked at to answer one question, each use once. */
export class Trace {
  private readonly variableUses = new Map<string, VariableUse>();
  private readonly lookupUses = new Map<string, LookupUse>();

  get variables(): VariableUse[] {
    return [...this.variableUses.values()];
  }

  get lookups(): LookupUse[] {
    return [...this.lookupUses.values()];
  }

  addVariable(use: VariableUse): void {
    const key = `${use.at}\n${use.text}`;
    if (!this.variableUses.has(key)) this.variableUses.set(key, use);
  }

  addLookup(use: LookupUse): void {
    if (!this.lookupUses.has(use.what)) this.lookupUses.set(use.what, use);
  }

  /** Adds what another trace has. */
  add(other: Trace): void {
    for (const use of other.variableUses.values()) this.addVariable(use);
    for (const use of other.lookupUses.values()) this.addLookup(use);
  }
}
