import { describe, expect, test } from 'vitest';
import { ADDITIONS, MATRIX } from '../data.ts';
import { allCells, matching, supportedCells } from './cells.ts';

const cells = supportedCells(MATRIX);

describe('the cells', () => {
  test('are all combinations but those that are said not to be supported, each with an id of its own', () => {
    const ids = new Set(cells.map(({ id }) => id));
    expect(ids.size).toBe(cells.length);
    const missing = allCells(MATRIX).filter(({ id }) => !ids.has(id));
    expect(missing.every(({ runner }) => MATRIX.unsupported.some((entry) => entry.runner === runner.id))).toBe(true);
    expect(ids).toContain('jest-30/worker-processes/node-24/npm');
    expect([...ids].filter((id) => /^vitest-5\/.*\/node-20\//.test(id))).toEqual([]);
  });

  test('what the data leaves out or adds is about something that it has', () => {
    const all = allCells(MATRIX);
    for (const { runner, mode, node, packageManager } of MATRIX.unsupported) {
      const met = all.filter(
        (cell) =>
          cell.runner.id === runner &&
          (mode ?? cell.mode.name) === cell.mode.name &&
          (node ?? cell.node.major) === cell.node.major &&
          (packageManager ?? cell.packageManager.id) === cell.packageManager.id,
      );
      expect(met).not.toEqual([]);
    }
    for (const { runner } of ADDITIONS) expect(MATRIX.runners.map(({ id }) => id)).toContain(runner);
  });

  test('are chosen by patterns of their ids, and a pattern that matches none is an error', () => {
    expect(new Set(matching(cells, ['jest-30/**', '*/forks/node-20/npm']).map(({ runner }) => runner.id))).toEqual(
      new Set(['jest-30', 'vitest-3', 'vitest-4']),
    );
    expect(matching(cells, [])).toEqual(cells);
    expect(() => matching(cells, ['jest-31/**'])).toThrow('--only "jest-31/**" matches no supported cell');
    expect(() => matching(cells, ['jest-30/**', 'vitest-5/*/node-20/*'])).toThrow('vitest-5/*/node-20/*');
  });
});
