import { createRequire } from 'node:module';
import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

const require = createRequire(import.meta.url);

/** A test runner of one major. */
export interface Runner {
  /** `jest-30`. */
  id: string;
  kind: 'jest' | 'vitest' | 'mocha';
  version: string;
  /** Its package's folder, links resolved. */
  dir: string;
  /** The script to start it with. */
  bin: string;
}

/** Every runner that is supported, by the names in package.json. */
export const RUNNERS: readonly Runner[] = Object.keys(dependencies())
  .filter((name) => !name.startsWith('@'))
  .map(read);

/** The runners of one kind. */
export function runnersOf(kind: Runner['kind']): Runner[] {
  return RUNNERS.filter((runner) => runner.kind === kind);
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
    version: string;
    bin: string | Record<string, string>;
  };
  const kind = id.split('-')[0] as Runner['kind'];
  const bin = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[kind];
  if (bin === undefined) throw new Error(`${id} has no command named ${kind}`);
  return { id, kind, version: manifest.version, dir, bin: path.join(dir, bin) };
}
