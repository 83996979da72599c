import { describe, expect, test } from 'vitest';
import { ALWAYS, MATRIX } from '../data.ts';
import { supportedCells } from './cells.ts';
import { cutOf, pairsOf } from './cut.ts';

const cells = supportedCells(MATRIX);

describe('the cut for CI', () => {
  test('has every runner, and every kind of runner with each pool, Node.js and package manager', () => {
    const pairs = new Set(cells.flatMap((cell) => pairsOf(cell).needed));
    expect(new Set(cutOf(cells).flatMap((cell) => pairsOf(cell).needed))).toEqual(pairs);
  });

  test('has the cells that have found a fault, which are cells', () => {
    const cut = cutOf(cells, ALWAYS).map(({ id }) => id);
    expect(cut).toEqual(expect.arrayContaining([...ALWAYS]));
    expect(new Set(cutOf(cells, ALWAYS).flatMap((cell) => pairsOf(cell).needed))).toEqual(
      new Set(cells.flatMap((cell) => pairsOf(cell).needed)),
    );
  });

  test('is small: no runner has more cells than its longest row needs', () => {
    const cut = cutOf(cells, ALWAYS);
    for (const { id, kind } of MATRIX.runners) {
      const longest = Math.max(MATRIX.modes[kind].length, MATRIX.nodes.length, MATRIX.packageManagers.length);
      expect(cut.filter(({ runner }) => runner.id === id).length).toBeLessThanOrEqual(longest + 1);
    }
  });

  test('is the same each time, in the order of the data', () => {
    const cut = cutOf(cells);
    expect(cutOf([...cells])).toEqual(cut);
    expect(cut).toEqual(cells.filter((cell) => cut.includes(cell)));
  });

  test('covers what is left when a filter has taken cells out', () => {
    const some = cells.filter(({ runner, node }) => runner.id === 'jest-30' && node.major !== '24');
    expect(new Set(cutOf(some).flatMap((cell) => pairsOf(cell).needed))).toEqual(new Set(some.flatMap((cell) => pairsOf(cell).needed)));
    expect(cutOf([])).toEqual([]);
  });
});
