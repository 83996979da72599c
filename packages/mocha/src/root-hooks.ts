import { isDueAtBoundary, isDueBetween } from './due.js';
import { enter } from './role.js';

/** What Mocha binds to its hooks. */
export interface HookContext {
  timeout(ms: number): unknown;
}

/** A hook as Mocha calls it. */
export type RootHook = (this: HookContext) => Promise<void> | undefined;

/** Root hooks, as Mocha takes them. */
export interface RootHooks {
  beforeAll?: RootHook;
  beforeEach?: RootHook;
  afterAll?: RootHook;
}

/**
 * The hooks that keep the credentials fresh. In a dry run Mocha calls none of them: should it not be one after all, the
 * tests are the role all the same.
 * @param worker whether this is a parallel worker, for which each run of Mocha is one test file
 */
export function rootHooks(worker: boolean): RootHooks {
  return {
    beforeAll() {
      // In watch mode a run begins, and the configuration may have changed; a worker has asked when it started.
      return !worker || isDueAtBoundary() ? renew(this) : undefined;
    },
    beforeEach() {
      return isDueBetween() ? renew(this) : undefined;
    },
    // The top level of the worker's next file comes before its hooks. A refusal is for those to show.
    ...(worker ? { afterAll: afterFile } : {}),
  };
}

function afterFile(this: HookContext): Promise<void> | undefined {
  return isDueAtBoundary() ? renew(this).catch(() => undefined) : undefined;
}

function renew(context: HookContext): Promise<void> {
  // Our own limit counts: the two seconds that Mocha gives a hook are less than a throttled call takes.
  context.timeout(0);
  return enter(Date.now());
}
