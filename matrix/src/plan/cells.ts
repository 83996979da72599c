import path from 'node:path';
import type { Matrix, Mode, NodeVersion, PackageManager, Runner, Unsupported } from './matrix.ts';

/** One combination. */
export interface Cell {
  /** `jest-30/worker-processes/node-24/npm` */
  id: string;
  runner: Runner;
  mode: Mode;
  node: NodeVersion;
  packageManager: PackageManager;
}

/** Every combination, whether it is supported or not, in the order of the data. */
export function allCells({ runners, modes, nodes, packageManagers }: Matrix): Cell[] {
  return runners.flatMap((runner) =>
    packageManagers.flatMap((packageManager) =>
      nodes.flatMap((node) =>
        modes[runner.kind].map((mode) => ({
          id: [runner.id, mode.name.replaceAll(' ', '-'), `node-${node.major}`, packageManager.id].join('/'),
          runner,
          mode,
          node,
          packageManager,
        })),
      ),
    ),
  );
}

/** The combinations that are supported. */
export function supportedCells(matrix: Matrix): Cell[] {
  return allCells(matrix).filter((cell) => obstacle(matrix, cell) === undefined);
}

/** Why a combination is not supported, if it is not. */
export function obstacle({ unsupported }: Matrix, cell: Cell): Unsupported | undefined {
  return unsupported.find(
    ({ runner, mode = cell.mode.name, node = cell.node.major, packageManager = cell.packageManager.id }) =>
      runner === cell.runner.id && mode === cell.mode.name && node === cell.node.major && packageManager === cell.packageManager.id,
  );
}

/**
 * The cells whose ids match one of the patterns (`jest-30/**`, `vitest-5/forks/**`); all without a pattern.
 * @throws when a pattern matches none: a typing error would look like success
 */
export function matching(cells: readonly Cell[], patterns: readonly string[]): Cell[] {
  for (const pattern of patterns) {
    if (!cells.some(({ id }) => path.matchesGlob(id, pattern))) {
      throw new Error(`--only "${pattern}" matches no supported cell; --list shows them all, such as ${cells[0]?.id ?? 'none'}`);
    }
  }
  return patterns.length === 0 ? [...cells] : cells.filter(({ id }) => patterns.some((pattern) => path.matchesGlob(id, pattern)));
}
