import type { Cell } from './cells.ts';

/** Pairs that the cut has to hold, and pairs that decide between cells which are as good for that. */
interface Pairs {
  needed: string[];
  wished: string[];
}

/**
 * CI's cut of the cells: every runner, every kind of runner with each of its modes, each Node.js and each package manager,
 * and each Node.js with each package manager, in as few cells as a greedy choice finds. (That every runner has the role in
 * each of its modes is tested elsewhere too.) The same cells give the same cut.
 * @param always ids of cells that it is to hold
 */
export function cutOf(cells: readonly Cell[], always: readonly string[] = []): Cell[] {
  const open = new Set(cells.flatMap((cell) => pairsOf(cell).needed));
  const seen = new Set<string>();
  const chosen = new Set<Cell>();
  const take = (cell: Cell): void => {
    chosen.add(cell);
    for (const pair of pairsOf(cell).needed) open.delete(pair);
    for (const pair of pairsOf(cell).wished) seen.add(pair);
  };
  for (const cell of cells) if (always.includes(cell.id)) take(cell);
  while (open.size > 0) {
    const [best] = cells
      .map((cell) => ({ cell, worth: worthOf(pairsOf(cell), open, seen) }))
      // Stable: of equals the first stays the first.
      .toSorted((a, b) => b.worth - a.worth);
    if (best === undefined) break;
    take(best.cell);
  }
  return cells.filter((cell) => chosen.has(cell));
}

function worthOf({ needed, wished }: Pairs, open: ReadonlySet<string>, seen: ReadonlySet<string>): number {
  const news = needed.filter((pair) => open.has(pair)).length;
  return news * 100 + wished.filter((pair) => !seen.has(pair)).length;
}

/** The pairs of a cell. */
export function pairsOf({ runner, mode, node, packageManager }: Cell): Pairs {
  const kind = runner.kind;
  return {
    needed: [
      runner.id,
      `${kind} ${mode.name}`,
      `${kind} node ${node.major}`,
      `${kind} ${packageManager.id}`,
      `node ${node.major} ${packageManager.id}`,
    ],
    // None with a package manager: each would be one more installation, and those take most of the time.
    wished: [`${runner.id} node ${node.major}`, `${runner.id} ${mode.name}`],
  };
}
