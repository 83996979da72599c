import { shownError } from '@sts/core/runner';
import { beforeFiles, wasAskedBeforeFiles } from './before-files.js';
import { isDueAtBoundary, isDueBetween } from './due.js';
import { enter, keepRole } from './role.js';

/** What Mocha binds to its hooks. */
interface HookContext {
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

/** Where the hooks are called: where the files of a run are loaded, or in a worker, for which a run is one file. */
export type Where = 'serial' | 'serial-watch' | 'worker';

/**
 * The hooks that keep the credentials fresh. In a dry run Mocha calls none of them: should it not be one after all, the
 * tests are the role all the same.
 */
export function rootHooks(where: Where): RootHooks {
  const hooks = where === 'worker' ? { beforeAll: beforeFile, beforeEach, afterAll: afterFile } : { beforeAll: beforeRun, beforeEach };
  for (const hook of Object.values(hooks)) Object.defineProperty(hook, 'name', { value: TITLE, configurable: true });
  // Nothing of a plugin is called in a rerun before the files are loaded, but Mocha registers the hooks anew by then, and
  // takes their names.
  if (where === 'serial-watch') Object.defineProperty(beforeRun, 'name', { get: nameInRerun });
  return hooks;
}

/** How Mocha shows the hooks when one fails. */
const TITLE = 'credentials of the role';

function nameInRerun(): string {
  beforeFiles();
  return TITLE;
}

/** In watch mode a run begins with it, and the configuration may have changed. */
async function beforeRun(this: HookContext): Promise<void> {
  keepRole();
  if (!wasAsked()) await renew(this);
}

function wasAsked(): boolean {
  try {
    return wasAskedBeforeFiles();
  } catch (error) {
    throw shownError(error);
  }
}

/** A worker has asked when it started. */
function beforeFile(this: HookContext): Promise<void> | undefined {
  keepRole();
  return isDueAtBoundary() ? renew(this) : undefined;
}

/** The hooks of the files have been there by now. */
function beforeEach(this: HookContext): Promise<void> | undefined {
  keepRole();
  return isDueBetween() ? renew(this) : undefined;
}

/** The top level of the worker's next file comes before its hooks. A refusal is for those to show. */
function afterFile(this: HookContext): Promise<void> | undefined {
  return isDueAtBoundary() ? renew(this).catch(() => undefined) : undefined;
}

function renew(context: HookContext): Promise<void> {
  // Our own limit counts: the two seconds that Mocha gives a hook are less than a throttled call takes.
  context.timeout(0);
  return enter(Date.now());
}
