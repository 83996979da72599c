import { removeRefusals, type StsOptions } from '@sts/core/runner';
import type { TestProject } from 'vitest/node';
import type { ProjectRole } from './project-role.js';

/** What the main process knows; Vitest may load this package once for each project, and there may be copies of it. */
interface State {
  /** The options of the plugin, by the resolved Vite configuration that it stands in. */
  options: WeakMap<object, StsOptions>;
  /** The projects that are looked after. */
  roles: WeakMap<TestProject, ProjectRole>;
  /** How what a project was handed is taken back. */
  given: WeakMap<TestProject, () => void>;
  /** Names of all that sessions have changed, */
  changed: Set<string>;
  /** and of what they have taken out, by which tests could be somebody else. */
  removed: Set<string>;
}

const STATE: unique symbol = Symbol.for('@sts/vitest/main') as never;

/** The state of this process. */
export function mainState(): State {
  const holder = globalThis as { [STATE]?: State };
  if (holder[STATE] === undefined) {
    holder[STATE] = { options: new WeakMap(), roles: new WeakMap(), given: new WeakMap(), changed: new Set(), removed: new Set() };
    // Before the others: one of Vitest 3 ends the process, and what comes after it is not called.
    process.prependOnceListener('exit', removeRefusals);
  }
  return holder[STATE];
}
