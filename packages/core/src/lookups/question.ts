import type { TimeLimit } from '../retries/index.js';

/** A question that the configuration alone does not answer: a program to load, a service to ask. */
export interface Question<T> {
  /** The same for the same question; it is asked once. */
  key: string;
  /** What is asked for, in words: `the value of ssm:/shop/role`. */
  what: string;
  /** Who answers, when it is another machine: `SSM`. What is local has none. */
  asks?: string;
  /** The answer, where it can be had at once. */
  known?: () => { value: T } | undefined;
  /** Asks. */
  ask: (tools: AskTools) => Promise<T>;
}

/** What a question may use to be answered, and the time for it. */
export interface AskTools extends TimeLimit {
  /** Answers a question of its own that may take waiting too. */
  settle: <T>(attempt: () => T) => Promise<T>;
}

/**
 * Thrown by `need` in place of an answer that takes waiting. Not an error: whoever can wait asks, and tries again;
 * whoever cannot gives up.
 */
export class Pending {
  readonly question: Question<unknown>;

  constructor(question: Question<unknown>) {
    this.question = question;
  }
}
