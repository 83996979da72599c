import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { registryEnv, run, type Tarball } from '@sts/test-kit';

const INSTALL_LIMIT_MS = 5 * 60_000;

/** The part of a package.json that decides what is installed. */
export interface Dependencies {
  devDependencies: Record<string, string>;
  /** So that what depends on one of our packages gets the tarball too, and no published version. */
  overrides: Record<string, string>;
}

/**
 * What a consumer's package.json says: our packages from the tarballs, all others as the example wants them.
 * @throws when the example names a package of ours that has not been packed
 */
export function dependenciesOf(wanted: Readonly<Record<string, string>>, tarballs: ReadonlyMap<string, Tarball>): Dependencies {
  const devDependencies: Record<string, string> = {};
  for (const [name, version] of Object.entries(wanted).toSorted(([a], [b]) => a.localeCompare(b))) {
    const tarball = tarballs.get(name);
    if (tarball === undefined && name.startsWith('@sts/')) {
      throw new Error(`${name} is not among the tarballs (${[...tarballs.keys()].join(', ')}): "npm run pack" makes them`);
    }
    devDependencies[name] = tarball?.spec ?? version;
  }
  const overrides = Object.fromEntries([...tarballs.values()].map(({ packageName, spec }) => [packageName, spec]));
  return { devDependencies, overrides };
}

/**
 * Installs dependencies with npm as a user does, once for each set of them below `cacheDir`, and copies the result into
 * `dir` (a copy, no link: tools resolve links, and each project has its own `node_modules/.cache`).
 */
export async function installDependencies(
  dependencies: Dependencies,
  tarballs: ReadonlyMap<string, Tarball>,
  { dir, cacheDir }: { dir: string; cacheDir: string },
): Promise<void> {
  const digests = [...tarballs.values()].map(({ digest }) => digest);
  const key = createHash('sha256')
    .update(JSON.stringify([dependencies, digests]))
    .digest('hex')
    .slice(0, 16);
  const installed = join(cacheDir, `installed ${key}`);
  let pending = installations.get(installed);
  if (pending === undefined) {
    pending = installInto(installed, dependencies, cacheDir);
    installations.set(installed, pending);
  }
  await pending;
  await cp(join(installed, 'node_modules'), join(dir, 'node_modules'), { recursive: true, verbatimSymlinks: true });
}

const installations = new Map<string, Promise<void>>();

/** A folder that bears the final name is complete: other test files have other processes, and look for it by name. */
async function installInto(installed: string, dependencies: Dependencies, cacheDir: string): Promise<void> {
  if (await isFolder(installed)) return;
  await mkdir(cacheDir, { recursive: true });
  const folder = await mkdtemp(join(cacheDir, 'installing '));
  try {
    const manifest = { name: 'consumer', version: '0.0.0', private: true, ...dependencies };
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
    await npmInstall(folder);
    await mkdir(join(folder, 'node_modules'), { recursive: true });
    await rename(folder, installed);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function npmInstall(cwd: string): Promise<void> {
  // What is in npm's cache need not be asked for anew.
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
  // The person's own npm configuration says where packages come from.
  const result = await run('npm', args, {
    cwd,
    env: registryEnv(process.env),
    home: homedir(),
    timeoutMs: INSTALL_LIMIT_MS,
  });
  if (result.exitCode === 0) return;
  const how = result.failure ?? (result.timedOut ? `did not end within ${INSTALL_LIMIT_MS / 1000} s` : `code ${result.exitCode}`);
  throw new Error(`npm ${args.join(' ')} in a consumer project: ${how}\n\n${result.all}`);
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
