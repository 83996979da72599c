import type { ProjectFiles, Tarball } from '@sts/test-kit';
import type { Addition, PackageManager, Runner } from '../plan/matrix.ts';

/** What decides about an installation. */
export interface Wanted {
  runner: Runner;
  packageManager: PackageManager['id'];
  /** Our package that the project installs. */
  ours: string;
  tarballs: ReadonlyMap<string, Tarball>;
  additions: readonly Addition[];
}

/**
 * The files by which a package manager knows what to install. Our packages come from their tarballs, and what depends on one
 * gets the tarball too; each package manager has its own word for that.
 * @throws when our package has not been packed
 */
export function manifestFiles({ runner, packageManager, ours, tarballs, additions }: Wanted): ProjectFiles {
  const tarball = tarballs.get(ours);
  if (tarball === undefined) throw new Error(`${ours} is not among the tarballs (${[...tarballs.keys()].join(', ')})`);
  const added = additions.filter((addition) => addition.runner === runner.id && addition.packageManagers.includes(packageManager));
  const packed = Object.fromEntries([...tarballs.values()].map(({ packageName, spec }) => [packageName, spec]));
  const forced = Object.assign(packed, ...added.map(({ resolutions }) => resolutions ?? {})) as Record<string, string>;
  const devDependencies = Object.assign(
    { [ours]: tarball.spec, ...runner.packages },
    ...added.map((addition) => addition.devDependencies ?? {}),
  ) as Record<string, string>;
  const dependenciesMeta = Object.assign({}, ...added.map((addition) => addition.dependenciesMeta ?? {})) as object;
  const manifest = { name: 'consumer', version: '1.0.0', private: true, devDependencies };
  switch (packageManager) {
    case 'npm':
      return { 'package.json': { ...manifest, overrides: forced } };
    case 'pnpm':
      return { 'package.json': manifest, 'pnpm-workspace.yaml': JSON.stringify(strictPnpm(forced), undefined, 2) };
    default:
      return {
        'package.json': { ...manifest, resolutions: forced, dependenciesMeta },
        '.yarnrc.yml': `enableTelemetry: false\nnodeLinker: ${packageManager === 'yarn' ? 'node-modules' : 'pnp'}\n`,
        // Without it Yarn takes the folder for a part of a project above.
        'yarn.lock': '',
      };
  }
}

/** Nothing is found that its user does not list, and a peer dependency that is missing or wrong ends the installation. */
function strictPnpm(overrides: Readonly<Record<string, string>>): object {
  return {
    overrides,
    hoist: false,
    strictPeerDependencies: true,
    // pnpm wants a decision about install scripts; no runner needs them.
    allowBuilds: { '@parcel/watcher': false, esbuild: false, 'unrs-resolver': false },
  };
}
