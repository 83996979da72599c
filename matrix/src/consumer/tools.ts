import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { registryEnv, run } from '@sts/test-kit';
import { TOOLS } from '../data.ts';
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
 * Installs Node.js in the versions that are wanted, pnpm and Yarn with npm into `matrix/node_modules/.cache`, when they are
 * not there yet. The running Node.js serves for its own version.
 */
export async function installTools(nodes: readonly NodeVersion[], progress: (text: string) => void): Promise<Tools> {
  const foreign = nodes.filter(({ version }) => `v${version}` !== process.version);
  const dependencies = {
    ...TOOLS,
    ...Object.fromEntries(foreign.map(({ major, version }) => [`node-${major}`, `npm:node@${version}`])),
  };
  const digest = createHash('sha256').update(JSON.stringify(dependencies)).digest('hex').slice(0, 12);
  const folder = path.join(CACHE, `tools-${digest}`);
  if (!existsSync(folder)) {
    progress(
      `Installing Node.js ${foreign.map(({ version }) => version).join(', ')}, pnpm ${TOOLS['pnpm']}, Yarn ${TOOLS['@yarnpkg/cli-dist']}, once`,
    );
    await install(folder, dependencies);
  }
  const modules = path.join(folder, 'node_modules');
  return {
    nodeFolder: (node) => (foreign.includes(node) ? path.join(modules, `node-${node.major}`, 'bin') : path.dirname(process.execPath)),
    pnpm: path.join(modules, '.bin/pnpm'),
    yarn: path.join(modules, '@yarnpkg/cli-dist/bin/yarn.js'),
  };
}

/** Named only when it is whole, so that an interrupted installation does not count. */
async function install(folder: string, dependencies: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const fresh = await mkdtemp(path.join(CACHE, 'installing-'));
  try {
    await writeFile(path.join(fresh, 'package.json'), JSON.stringify({ name: 'tools', private: true, dependencies }));
    const args = ['install', '--no-audit', '--no-fund', '--loglevel=error'];
    const result = await run('npm', args, { cwd: fresh, env: registryEnv(process.env), home: homedir(), timeoutMs: LIMIT_MS });
    if (result.exitCode !== 0) throw new Error(`The tools cannot be installed: npm ${args.join(' ')}\n${result.failure ?? result.all}`);
    await rename(fresh, folder);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}
