import type { TestProject, TestSpecification } from 'vitest/node';

/** Where no code of the tests runs with an environment of ours. */
const BROWSER = 'browser';
const TYPES_ONLY = 'typescript';

/** What the tests of a project that are about to run need. */
export interface Needs {
  /** Some of them run in Node. */
  role: boolean;
  /** Some of them run in a browser. */
  browser: boolean;
}

/**
 * What a project needs.
 * @param specifications of a rerun; default: those that this run has begun with
 */
export function needsOf(project: TestProject, specifications: readonly TestSpecification[] = inThisRun(project)): Needs {
  const pools = specifications.filter((one) => one.project === project).map(({ pool }) => pool as string);
  const browser = project.isBrowserEnabled();
  return { role: !browser && pools.some((pool) => pool !== BROWSER && pool !== TYPES_ONLY), browser: browser && pools.length > 0 };
}

function inThisRun({ vitest }: TestProject): TestSpecification[] {
  return vitest.state.getPaths().flatMap((file) => vitest.getModuleSpecifications(file));
}
