import { StsError } from '../errors/index.js';
import type { TimeLimit } from '../retries/index.js';
import { Pending, type Question } from './question.js';

type Answer = { ok: true; value: unknown } | { ok: false; error: unknown };

/**
 * Questions that take waiting, asked from code that does not wait. The reading of a configuration is synchronous, so
 * that a start from the cache takes milliseconds and no waiting; the rare answer that takes longer interrupts it
 * (`need` throws `Pending`), is got by `settle`, and the reading starts again, with that answer at hand.
 */
export class Lookups {
  private readonly answers = new Map<string, Answer>();
  private readonly running = new Map<string, { what: string; end: Promise<void> }>();
  private readonly made = new Map<string, Answer>();
  /** Which question waits for which, now. */
  private readonly waiting = new Map<string, Set<string>>();

  /**
   * The answer to a question.
   * @throws {Pending} when it has to be waited for, and what made the question fail
   */
  need<T>(question: Question<T>): T {
    const known = this.answers.get(question.key) ?? this.atOnce(question);
    if (known === undefined) throw new Pending(question);
    if (!known.ok) throw known.error;
    return known.value as T;
  }

  /** Tries until no answer is pending any more; each question is asked once. */
  async settle<T>(attempt: () => T, limit: TimeLimit, asker?: string): Promise<T> {
    for (;;) {
      try {
        return attempt();
      } catch (error) {
        if (!(error instanceof Pending)) throw error;
        await this.wait(error.question, limit, asker);
      }
    }
  }

  /** What a question makes on the way to its answer, and others need too: made once, and so is the error of making it. */
  once<T>(key: string, make: () => T): T {
    let made = this.made.get(key);
    if (made === undefined) {
      try {
        made = { ok: true, value: make() };
      } catch (error) {
        made = { ok: false, error };
      }
      this.made.set(key, made);
    }
    if (!made.ok) throw made.error;
    return made.value as T;
  }

  /** What is being waited for, in words. */
  pending(): string[] {
    return [...this.running.values()].map(({ what }) => what);
  }

  private atOnce(question: Question<unknown>): Answer | undefined {
    const known = question.known?.();
    if (known === undefined) return undefined;
    const answer: Answer = { ok: true, value: known.value };
    this.answers.set(question.key, answer);
    return answer;
  }

  private async wait(question: Question<unknown>, limit: TimeLimit, asker: string | undefined): Promise<void> {
    if (asker !== undefined) this.enter(asker, question);
    try {
      await this.ask(question, limit);
    } finally {
      if (asker !== undefined) this.waiting.get(asker)?.delete(question.key);
    }
  }

  private ask(question: Question<unknown>, limit: TimeLimit): Promise<void> {
    const { key } = question;
    const before = this.running.get(key);
    if (before !== undefined) return before.end;
    const settle = <T>(attempt: () => T): Promise<T> => this.settle(attempt, limit, key);
    const run = (async (): Promise<void> => {
      try {
        this.answers.set(key, { ok: true, value: await question.ask({ ...limit, settle }) });
      } catch (error) {
        this.answers.set(key, { ok: false, error });
      } finally {
        this.running.delete(key);
      }
    })();
    this.running.set(key, { what: question.what, end: run });
    return run;
  }

  /** Two that wait for each other would wait for ever. */
  private enter(asker: string, question: Question<unknown>): void {
    if (this.leadsTo(question.key, asker, new Set())) {
      throw new StsError({
        code: 'STS_VARIABLE_CYCLE',
        message: `A variable depends on itself: ${question.what} needs itself.`,
        hint: 'Break the circle: one of the values needs an answer of its own.',
      });
    }
    const set = this.waiting.get(asker) ?? new Set();
    set.add(question.key);
    this.waiting.set(asker, set);
  }

  private leadsTo(from: string, to: string, seen: Set<string>): boolean {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return [...(this.waiting.get(from) ?? [])].some((next) => this.leadsTo(next, to, seen));
  }
}
