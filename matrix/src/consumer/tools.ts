import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { registryEnv, run } from '@sts/test-kit';
import { TOOLS } from '../data.ts';
import type { Cell } from '../plan/cells.ts';
import type { NodeVersion } from '../plan/matrix.ts';

/** Kept from run to run, git-ignored. */
export const CACHE: string = path.join(import.meta.dirname, '../../node_modules/.cache');

const LIMIT_MS = 10 * 60_000;

/** Programs that are not on every machine. */
export interface Tools {
  /** The folder that holds `node` of a version. */
  nodeFolder(node: NodeVersion): string;
  /** The script of pnpm. */
  pnpm: string;
  /** The script of Yarn. */
  yarn: string;
}

/**
 * Installs what cells need of Node.js, pnpm and Yarn with npm into `matrix/node_modules/.cache`, when it is not there yet. The
 * running Node.js serves for its own version.
 */
export async function installTools(cells: readonly Cell[], progress: (text: string) => void): Promise<Tools> {
  const nodes = new Set(cells.map(({ node }) => node).filter((node) => !isRunning(node)));
  const managers = new Set(cells.map(({ packageManager }) => packageManager.id));
  const wanted = [
    ...[...nodes].map(({ version }) => `node@${version}`),
    ...(managers.has('pnpm') ? [`pnpm@${TOOLS.pnpm}`] : []),
    ...(managers.has('yarn') || managers.has('yarn-pnp') ? [`@yarnpkg/cli-dist@${TOOLS['@yarnpkg/cli-dist']}`] : []),
  ].filter((spec) => !existsSync(folderOf(spec)));
  if (wanted.length > 0) progress(`Installing ${wanted.join(', ')}, once`);
  await Promise.all(wanted.map(install));
  return {
    nodeFolder: (node) => (isRunning(node) ? path.dirname(process.execPath) : path.join(modulesOf(`node@${node.version}`), 'node/bin')),
    pnpm: path.join(modulesOf(`pnpm@${TOOLS.pnpm}`), '.bin/pnpm'),
    yarn: path.join(modulesOf(`@yarnpkg/cli-dist@${TOOLS['@yarnpkg/cli-dist']}`), '@yarnpkg/cli-dist/bin/yarn.js'),
  };
}

/** Named only when it is whole, so that an interrupted installation does not count. */
async function install(spec: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const fresh = await mkdtemp(path.join(CACHE, 'installing-'));
  try {
    await writeFile(path.join(fresh, 'package.json'), JSON.stringify({ name: 'tools', private: true }));
    const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline', spec];
    const result = await run('npm', args, { cwd: fresh, env: registryEnv(process.env), home: homedir(), timeoutMs: LIMIT_MS });
    if (result.exitCode !== 0) throw new Error(`${spec} cannot be installed: npm ${args.join(' ')}\n${result.failure ?? result.all}`);
    await rename(fresh, folderOf(spec));
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

function isRunning({ version }: NodeVersion): boolean {
  return `v${version}` === process.version;
}

function modulesOf(spec: string): string {
  return path.join(folderOf(spec), 'node_modules');
}

function folderOf(spec: string): string {
  return path.join(CACHE, spec.replaceAll('/', '-'));
}
