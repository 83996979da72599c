import runners from '@sts/runners/package.json' with { type: 'json' };
import type { Addition, Matrix, Runner } from './plan/matrix.ts';

/**
 * What is supported. A runner of another kind: its row and its modes here, its files in `consumer/kinds.ts`.
 * Exact versions of the runners stand in `internal/runners/package.json`.
 */
export const MATRIX: Matrix = {
  runners: [
    runner('jest', 'Jest', '29'),
    runner('jest', 'Jest', '30'),
    runner('vitest', 'Vitest', '3'),
    runner('vitest', 'Vitest', '4'),
    runner('vitest', 'Vitest', '5'),
    runner('mocha', 'Mocha', '10'),
    runner('mocha', 'Mocha', '11'),
    runner('mocha', 'Mocha', '12'),
  ],
  modes: {
    jest: [
      { name: 'worker processes', args: ['--maxWorkers=2'], workers: 'processes' },
      { name: 'worker threads', args: ['--maxWorkers=2', '--workerThreads'], workers: 'none' },
      { name: 'in band', args: ['--runInBand'], workers: 'none' },
    ],
    vitest: [
      { name: 'forks', args: ['run', '--pool=forks', '--maxWorkers=2'], workers: 'processes' },
      { name: 'threads', args: ['run', '--pool=threads', '--maxWorkers=2'], workers: 'none' },
      { name: 'vmThreads', args: ['run', '--pool=vmThreads', '--maxWorkers=2'], workers: 'none' },
      { name: 'vmForks', args: ['run', '--pool=vmForks', '--maxWorkers=2'], workers: 'processes' },
    ],
    mocha: [
      { name: 'serial', args: [], workers: 'none' },
      { name: 'parallel', args: ['--parallel', '--jobs=2'], workers: 'processes' },
    ],
  },
  nodes: [
    { major: '20', version: '20.20.2' },
    { major: '22', version: '22.23.3' },
    { major: '24', version: '24.21.0' },
    { major: '26', version: '26.10.0' },
  ],
  packageManagers: [
    { id: 'npm', title: 'npm' },
    { id: 'pnpm', title: 'pnpm (strict)' },
    { id: 'yarn', title: 'Yarn 4 (node_modules)' },
    { id: 'yarn-pnp', title: 'Yarn 4 (PnP)' },
  ],
  unsupported: [
    { runner: 'vitest-5', node: '20', reason: 'Vitest 5 declares Node.js ^22.12, ^24 or >=26.' },
    {
      runner: 'jest-29',
      node: '22',
      packageManager: 'yarn-pnp',
      reason:
        'Jest 29 itself does not start under PnP on Node.js 22: it uses `require.resolve.paths`, which is not there with the loader of Yarn.',
    },
    {
      runner: 'mocha-12',
      node: '20',
      packageManager: 'yarn-pnp',
      reason:
        'Mocha 12 itself does not start under PnP on Node.js 20: it requires ES modules, and there Node.js looks for them on the disk.',
    },
  ],
};

/** Always in the cut: cells that have found a fault which others do not. */
export const ALWAYS: readonly string[] = [
  // Node.js 22 gives modules that Yarn's loader finds a `require` without a cache.
  'jest-30/in-band/node-22/yarn-pnp',
];

/** What package managers are installed themselves; npm is the one on the machine. */
export const TOOLS: Readonly<Record<'pnpm' | '@yarnpkg/cli-dist', string>> = { pnpm: '12.21.0', '@yarnpkg/cli-dist': '4.18.1' };

/** What a project needs beside the runner and our package, whatever our package does. */
export const ADDITIONS: readonly Addition[] = [
  {
    runner: 'jest-30',
    packageManagers: ['yarn', 'yarn-pnp'],
    resolutions: { 'unrs-resolver': '1.12.2' },
    reason: 'An optional package of unrs-resolver 1.13.0 is not in the registry (November 2026), and Yarn 4 wants optional ones too.',
  },
  {
    runner: 'vitest-3',
    packageManagers: ['yarn', 'yarn-pnp'],
    resolutions: { rollup: '4.67.4' },
    reason: 'An optional package of rollup 4.68.7 is not in the registry (November 2026), and Yarn 4 wants optional ones too.',
  },
  {
    runner: 'vitest-5',
    packageManagers: ['yarn', 'yarn-pnp'],
    devDependencies: { vite: '8.3.8' },
    reason: 'Vitest 5 takes Vite from the project, and Yarn 4 does not install peer dependencies by itself.',
  },
  {
    runner: 'mocha-12',
    packageManagers: ['yarn-pnp'],
    dependenciesMeta: { 'mocha@12.0.3': { unplugged: true } },
    reason: 'Node.js 22 cannot load Mocha 12 from the archive that Yarn keeps it in.',
  },
];

function runner(kind: Runner['kind'], title: string, major: string): Runner {
  const id = `${kind}-${major}`;
  const version = /@(?<version>[^@]+)$/.exec((runners.dependencies as Record<string, string>)[id] ?? '')?.groups?.['version'];
  if (version === undefined) throw new Error(`${id} is not among the dependencies of internal/runners`);
  return { id, kind, title: `${title} ${major}`, version, packages: { [kind]: version } };
}
