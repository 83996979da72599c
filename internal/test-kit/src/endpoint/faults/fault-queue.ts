import { checkFault, type FaultSpec } from './fault-spec.js';

/** What tells the calls apart that a fault meets. */
export type FaultTarget = {
  readonly action: string;
  readonly region: string | undefined;
  readonly roleArn: string | undefined;
};

/** A fault that was asked for. */
export type Fault = {
  readonly spec: FaultSpec;
  /** Calls that it has met so far. */
  readonly applied: number;
  /** Meets no further call. Calls that it holds go on being held. */
  remove(): void;
  /** `hold`: lets the calls go on that it holds, and meets no further one. */
  release(): void;
};

/** A fault that meets this very call. */
export type MetFault = { readonly spec: FaultSpec; readonly released: Promise<void> };

type Entry = {
  readonly spec: FaultSpec;
  readonly released: Promise<void>;
  readonly release: () => void;
  passed: number;
  applied: number;
};

/** Faults in the order in which they were asked for; a call meets the first that is meant for it, and no other. */
export class FaultQueue {
  readonly #entries: Entry[] = [];
  /** Also those that meet no further call but may hold some. */
  readonly #holding = new Set<Entry>();

  add(spec: FaultSpec): Fault {
    const { promise, resolve } = Promise.withResolvers<void>();
    const entry: Entry = { spec: checkFault(spec), released: promise, release: resolve, passed: 0, applied: 0 };
    this.#entries.push(entry);
    this.#holding.add(entry);
    return {
      spec,
      get applied() {
        return entry.applied;
      },
      remove: () => this.#remove(entry),
      release: () => {
        this.#remove(entry);
        this.#release(entry);
      },
    };
  }

  take(target: FaultTarget): MetFault | undefined {
    for (const entry of this.#entries) {
      if (!meets(entry.spec, target)) continue;
      if (entry.passed < (entry.spec.after ?? 0)) {
        entry.passed += 1;
        continue;
      }
      entry.applied += 1;
      if (entry.spec.times !== 'always' && entry.applied >= (entry.spec.times ?? 1)) this.#remove(entry);
      return entry;
    }
    return undefined;
  }

  /** Removes all, and lets go what they hold. */
  clear(): void {
    this.#entries.length = 0;
    for (const entry of this.#holding) this.#release(entry);
  }

  #remove(entry: Entry): void {
    const index = this.#entries.indexOf(entry);
    if (index >= 0) this.#entries.splice(index, 1);
  }

  #release(entry: Entry): void {
    this.#holding.delete(entry);
    entry.release();
  }
}

function meets(spec: FaultSpec, target: FaultTarget): boolean {
  return (
    (spec.action === undefined || spec.action === target.action) &&
    (spec.region === undefined || spec.region === target.region) &&
    (spec.roleArn === undefined || spec.roleArn === target.roleArn)
  );
}
