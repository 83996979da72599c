import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * Whether this is `vitest list`: it loads the test files, and runs no test. Vitest tells nobody, so its own command line
 * is asked; a script that runs Vitest has a command line of its own.
 */
export async function isListing(argv: readonly string[]): Promise<boolean> {
  const [, script, ...args] = argv;
  if (!args.includes('list') || script === undefined || !isVitest(script)) return false;
  try {
    const { parseCLI } = await import('vitest/node');
    return parseCLI(['vitest', 'run', ...args], { allowUnknownOptions: true }).filter[0] === 'list';
  } catch {
    // What cannot be read is for Vitest to say; a run it is all the same.
    return false;
  }
}

function isVitest(script: string): boolean {
  try {
    const manifest = path.join(path.dirname(realpathSync(script)), 'package.json');
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown }).name === 'vitest';
  } catch {
    return false;
  }
}
