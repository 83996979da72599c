/** A test runner of one major. */
export interface Runner {
  /** `jest-30` */
  id: string;
  /** Whose files and modes it has. */
  kind: 'jest' | 'vitest' | 'mocha';
  /** `Jest 30` */
  title: string;
  /** The exact version that is run. */
  version: string;
  /** What is installed for it, beside our package. */
  packages: Readonly<Record<string, string>>;
}

/** A pool, or another way in which a runner runs test files. */
export interface Mode {
  name: string;
  args: readonly string[];
  /** Whether several processes run test files; threads are counted as the process that they are in. */
  workers: 'processes' | 'none';
}

/** An exact Node.js. */
export interface NodeVersion {
  major: string;
  version: string;
}

/** A package manager, in one of its layouts. */
export interface PackageManager {
  id: 'npm' | 'pnpm' | 'yarn' | 'yarn-pnp';
  title: string;
}

/** What a runner or a package manager itself does not support; what is left out means all of them. */
export interface Unsupported {
  runner: string;
  mode?: string;
  node?: string;
  packageManager?: PackageManager['id'];
  reason: string;
}

/** What a project has to add to its package.json for a runner and a package manager. */
export interface Addition {
  runner: string;
  packageManagers: readonly PackageManager['id'][];
  devDependencies?: Readonly<Record<string, string>>;
  resolutions?: Readonly<Record<string, string>>;
  dependenciesMeta?: Readonly<Record<string, { unplugged: boolean }>>;
  reason: string;
}

/** The data. */
export interface Matrix {
  runners: readonly Runner[];
  modes: Readonly<Record<Runner['kind'], readonly Mode[]>>;
  nodes: readonly NodeVersion[];
  packageManagers: readonly PackageManager[];
  unsupported: readonly Unsupported[];
}
