import { createRequire } from 'node:module';
import process from 'node:process';
import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

const require = createRequire(import.meta.url);

/** A test runner of one major. */
export interface Runner {
  /** `jest-30`. */
  id: string;
  kind: (typeof KINDS)[number];
  version: string;
  /** The name that it is installed by. */
  packageName: string;
  /** Its package's folder, links resolved. */
  dir: string;
  /** The script to start it with. */
  bin: string;
  /** Program and first arguments: Node.js with the script, or the runner itself where that is a program. */
  command: readonly [string, ...string[]];
}

/** The kinds of runners, with the name of their command. */
const KINDS = ['jest', 'vitest', 'mocha', 'playwright', 'cucumber', 'bun', 'wdio'] as const;
const COMMANDS: Partial<Record<Runner['kind'], string>> = { cucumber: 'cucumber-js' };

/** Every runner that is supported, by the names in package.json. */
export const RUNNERS: readonly Runner[] = Object.keys(dependencies())
  .filter((name) => !name.startsWith('@'))
  .map(read);

/** The runners of one kind. */
export function runnersOf(kind: Runner['kind']): Runner[] {
  return RUNNERS.filter((runner) => runner.kind === kind);
}

/**
 * The runners of one kind for what need not be shown with every major each time: the newest, and with `STS_RUNNERS=all` all of
 * them. What every major has to show (who sees what, and the cells of the matrix) asks for all.
 */
export function sampleOf(kind: Runner['kind']): Runner[] {
  const all = runnersOf(kind);
  return process.env['STS_RUNNERS'] === 'all' ? all : all.slice(-1);
}

function dependencies(): Record<string, string> {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return manifest.dependencies;
}

function read(id: string): Runner {
  const dir = realpathSync(path.join(path.dirname(require.resolve('@sts/runners/package.json')), 'node_modules', id));
  const manifest = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    bin: string | Record<string, string>;
  };
  const kind = id.split('-')[0] as Runner['kind'];
  const commandName = COMMANDS[kind] ?? kind;
  const relative = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[commandName];
  if (relative === undefined) throw new Error(`${id} has no command named ${commandName}`);
  const bin = path.join(dir, relative);
  const command = kind === 'bun' ? ([bin] as const) : ([process.execPath, bin] as const);
  return { id, kind, version: manifest.version, packageName: manifest.name, dir, bin, command };
}
