import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../scripts/lib/command.mjs';

/** The last version that needs no account. */
export const SERVERLESS = '3.40.0';

const CACHE = path.join(import.meta.dirname, '../node_modules/.cache');

/**
 * Installs Serverless when it is not there yet. No dependency of the workspace: its 500 packages would make everybody's
 * installation far longer.
 * @returns its script
 */
export async function installServerless(progress) {
  const folder = path.join(CACHE, `serverless-${SERVERLESS}`);
  const script = path.join(folder, 'node_modules/serverless/bin/serverless.js');
  if (existsSync(script)) return script;
  progress(`Installing serverless ${SERVERLESS} with npm into bench/node_modules/.cache, once`);
  mkdirSync(CACHE, { recursive: true });
  // Named only when it is whole, so that an interrupted installation does not count.
  const fresh = mkdtempSync(path.join(CACHE, 'installing-'));
  try {
    const args = ['install', '--prefix', fresh, '--ignore-scripts', '--no-audit', '--no-fund', `serverless@${SERVERLESS}`];
    const { code, output } = await run('npm', args, { cwd: fresh, quiet: true });
    if (code !== 0) throw new Error(`serverless ${SERVERLESS} cannot be installed:\n${output}`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return script;
}
