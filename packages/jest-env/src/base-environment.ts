import { createRequire } from 'node:module';
import path from 'node:path';
import { StsError } from '@sts/core/runner';
import type { BuiltInEnvironmentClass } from './environment-class.js';

/**
 * The node environment of the Jest that is running, whatever other versions lie about: a project's package manager may
 * have put a `jest-environment-node` of another major beside this package.
 * @throws `STS_UNSUPPORTED_RUNNER`
 */
export function nodeEnvironment(): BuiltInEnvironmentClass {
  const found = firstOf([...runningJest(), ...jestPackages('jest-config')], 'jest-environment-node');
  if (found !== undefined) return found;
  throw new StsError({
    code: 'STS_UNSUPPORTED_RUNNER',
    message: '@sts/jest-env found no jest-environment-node to build on.',
    hint: 'Is Jest 29 or 30 installed in this project? With another runner, wrap an environment of your own: withSts(Base).',
  });
}

/**
 * The jsdom environment of the project: it is not part of Jest, so it is where the project, or else this package, sees it.
 * @throws `STS_UNSUPPORTED_RUNNER` when it is not installed, or is of another major than the Jest that is running
 */
export function jsdomEnvironment(): BuiltInEnvironmentClass {
  const name = 'jest-environment-jsdom';
  const places = [inProject(), __filename];
  const found = firstOf(places, name);
  const [jest] = runningJest().map((from) => versionOf(from, 'jest-environment-node')?.split('.')[0]);
  const hint = `npm install --save-dev ${name}${jest === undefined ? '' : `@${jest}`}`;
  if (found === undefined) {
    throw new StsError({
      code: 'STS_UNSUPPORTED_RUNNER',
      message: `@sts/jest-env/jsdom needs ${name}, which is not installed here.`,
      hint,
    });
  }
  const version = places.map((from) => versionOf(from, name)).find((candidate) => candidate !== undefined);
  if (jest !== undefined && version !== undefined && version.split('.')[0] !== jest) {
    const message = `@sts/jest-env/jsdom found ${name} ${version}, and the Jest that is running is of major ${jest}.`;
    throw new StsError({ code: 'STS_UNSUPPORTED_RUNNER', message, hint });
  }
  return found;
}

/** jest-runner loads environments and depends on the one that we want; it is in this process when we are. */
function runningJest(): string[] {
  // Not `require.cache`: the `require` that Node.js 22 gives to a module which a loader has found, as with Yarn's PnP, has none.
  const runner = Object.keys(createRequire(__filename).cache).find((file) => /[\\/]jest-runner[\\/]build[\\/]/.test(file));
  return runner === undefined ? [] : [runner];
}

/** Files of a package that Jest's core depends on, as seen from the project and from here. */
export function jestPackages(name: string): string[] {
  return [inProject(), __filename].flatMap((from) => throughJest(from, name));
}

function inProject(): string {
  return path.join(process.cwd(), 'noop.js');
}

/** From a place that sees `jest`, along its dependencies, as strict package managers demand. */
function throughJest(from: string, name: string): string[] {
  try {
    const core = createRequire(createRequire(from).resolve('jest/package.json')).resolve('@jest/core');
    return [createRequire(core).resolve(name)];
  } catch {
    return [];
  }
}

function firstOf(places: readonly string[], name: string): BuiltInEnvironmentClass | undefined {
  for (const from of places) {
    const found = load(from, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function load(from: string, name: string): BuiltInEnvironmentClass | undefined {
  let file: string;
  try {
    file = createRequire(from).resolve(name);
  } catch {
    return undefined;
  }
  // What is missing further in is told as it is.
  const { TestEnvironment } = createRequire(from)(file) as { TestEnvironment?: BuiltInEnvironmentClass };
  return TestEnvironment;
}

function versionOf(from: string, name: string): string | undefined {
  try {
    return (createRequire(from)(`${name}/package.json`) as { version?: string }).version;
  } catch {
    return undefined;
  }
}
