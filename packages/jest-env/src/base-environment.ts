import { createRequire } from 'node:module';
import path from 'node:path';
import type { JestEnvironment, JestEnvironmentConfig, EnvironmentContext } from '@jest/environment';
import { StsError } from '@sts/core/runner';

/** A class of Jest environments. */
export type EnvironmentClass = new (config: JestEnvironmentConfig, context: EnvironmentContext) => JestEnvironment;

/**
 * The node environment of the Jest that is running, whatever other versions lie about: a project's package manager may
 * have put a `jest-environment-node` of another major beside this package.
 * @throws `STS_UNSUPPORTED_RUNNER`
 */
export function nodeEnvironment(): EnvironmentClass {
  for (const from of whereToLook()) {
    const found = load(from);
    if (found !== undefined) return found;
  }
  throw new StsError({
    code: 'STS_UNSUPPORTED_RUNNER',
    message: '@sts/jest-env found no jest-environment-node to build on.',
    hint: 'Is Jest 29 or 30 installed in this project? With another runner, wrap an environment of your own: withSts(Base).',
  });
}

/** jest-runner loads environments and depends on the one that we want; it is in this process when we are. */
function whereToLook(): string[] {
  // Not `require.cache`: the `require` that Node.js 22 gives to a module which a loader has found, as with Yarn's PnP, has none.
  const runner = Object.keys(createRequire(__filename).cache).find((file) => /[\\/]jest-runner[\\/]build[\\/]/.test(file));
  return [...(runner === undefined ? [] : [runner]), ...throughJest(path.join(process.cwd(), 'noop.js')), ...throughJest(__filename)];
}

/** From a place that sees `jest`, along its dependencies, as strict package managers demand. */
function throughJest(from: string): string[] {
  try {
    const core = createRequire(createRequire(from).resolve('jest/package.json')).resolve('@jest/core');
    return [createRequire(core).resolve('jest-config')];
  } catch {
    return [];
  }
}

function load(from: string): EnvironmentClass | undefined {
  try {
    const { TestEnvironment } = createRequire(from)('jest-environment-node') as { TestEnvironment?: EnvironmentClass };
    return TestEnvironment;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
