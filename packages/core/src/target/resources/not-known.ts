import type { FaultKind } from '../cloudformation.js';

/** What a value refers to, and nothing here tells. Gathered, so that all of them are told at once. */
export class NotKnown extends Error {
  readonly kind: FaultKind;
  readonly remedy: string | undefined;

  constructor(kind: FaultKind, why: string, remedy: string | undefined) {
    super(why);
    this.kind = kind;
    this.remedy = remedy;
  }
}
