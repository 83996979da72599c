import type { Cell } from './plan/cells.ts';
import type { Matrix } from './plan/matrix.ts';
import type { CellResult } from './run/run-cell.ts';
import type { Progress } from './run/run-matrix.ts';

/** How much of a runner's output is shown of a cell that failed. */
const LINES = 60;

/** Tells on standard output which cell is run, and how it ended. */
export function progressOn(write: (text: string) => void): Progress {
  const began = performance.now();
  const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
  return {
    step: (text) => write(`${seconds(performance.now() - began).padStart(8)}  ${text}\n`),
    begin: (number, total, { id }) =>
      write(`${seconds(performance.now() - began).padStart(8)}  [${String(number).padStart(String(total).length)}/${total}] ${id} `),
    end: ({ problems: [first], durationMs }) =>
      write(`${first === undefined ? 'ok' : 'FAILED'} (${seconds(durationMs)})${first === undefined ? '' : ` ${first.slice(0, 300)}`}\n`),
  };
}

/** What the cells prove together. */
export function coverage(cells: readonly Cell[]): string {
  const distinct = (name: (cell: Cell) => string): string => [...new Set(cells.map(name))].join(', ');
  return [
    `runners:          ${distinct(({ runner }) => `${runner.title} (${runner.version})`)}`,
    `pools:            ${distinct(({ mode }) => mode.name)}`,
    `Node.js:          ${distinct(({ node }) => node.version)}`,
    `package managers: ${distinct(({ packageManager }) => packageManager.title)}`,
    'each: one AssumeRole in the first run and none in the second; setup, import, top level, hook, test and child process of',
    '      every test file are the role; exit code 0, nothing left behind, no secret in the output',
    '',
  ].join('\n');
}

/** The combinations that the data leaves out, with the reasons. */
export function leftOut({ unsupported }: Matrix): string {
  return unsupported.map(({ reason, ...which }) => `not supported: ${Object.values(which).join(', ')} (${reason})\n`).join('');
}

/** The end of the report: what failed, and how to run it again. */
export function summary(results: readonly CellResult[]): string {
  const failed = results.filter(({ problems }) => problems.length > 0);
  const details = failed.map(({ cell, problems, output }) =>
    [
      '',
      `FAILED ${cell.id}`,
      ...problems.map((problem) => `  ${problem}`),
      ...output
        .trimEnd()
        .split('\n')
        .slice(-LINES)
        .map((line) => `  | ${line}`),
      `  again: npm run test:matrix -- --only '${cell.id}' --keep`,
      '',
    ].join('\n'),
  );
  return `${details.join('')}\n${results.length - failed.length} of ${results.length} cells passed${failed.length === 0 ? '' : `, ${failed.length} failed:`}\n${failed
    .map(({ cell, problems }) => `  ${cell.id}: ${problems[0]?.slice(0, 200)}\n`)
    .join('')}`;
}
