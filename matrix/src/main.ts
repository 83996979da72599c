// The matrix: consumer projects from the packed tarballs, for every runner, pool, Node.js and package manager.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Arguments, readArguments, USAGE } from './arguments.ts';
import { ALWAYS, MATRIX } from './data.ts';
import { type Cell, matching, supportedCells } from './plan/cells.ts';
import { cutOf } from './plan/cut.ts';
import { coverage, leftOut, progressOn, summary } from './report.ts';
import { outdated, writeTables } from './table/documents.ts';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));

const asked = readOrEnd();
if (asked.check) check();
else if (asked.list) list(asked.cells);
else await runAll(asked.cells);

function readOrEnd(): Arguments & { cells: Cell[] } {
  try {
    const given = readArguments(process.argv.slice(2));
    const cells = matching(supportedCells(MATRIX), given.only);
    return { ...given, cells: given.cut ? cutOf(cells, ALWAYS) : cells };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return process.exit(2);
  }
}

function check(): void {
  const files = outdated();
  if (files.length === 0) return;
  process.stderr.write(`The table of ${files.join(' and ')} is not what matrix/src/data.ts says: npm run test:matrix writes it.\n`);
  process.exitCode = 1;
}

function list(cells: readonly Cell[]): void {
  process.stdout.write(`${cells.map(({ id }) => `${id}\n`).join('')}${cells.length} cells\n${leftOut(MATRIX)}`);
}

async function runAll(cells: readonly Cell[]): Promise<void> {
  if (!asked.packed) pack();
  // Only now: it needs what was built.
  const { runMatrix } = await import('./run/run-matrix.ts');
  process.stdout.write(`${cells.length} of ${supportedCells(MATRIX).length} cells\n${coverage(cells)}${leftOut(MATRIX)}`);
  const results = await runMatrix(cells, { keep: asked.keep, progress: progressOn((text) => process.stdout.write(text)) });
  process.stdout.write(summary(results));
  const failed = results.filter(({ problems }) => problems.length > 0).length;
  if (asked.report !== undefined)
    writeFileSync(asked.report, JSON.stringify({ numPassedTests: results.length - failed, numFailedTests: failed, numPendingTests: 0 }));
  if (failed > 0) process.exitCode = 1;
  else if (cells.length === supportedCells(MATRIX).length) {
    for (const file of writeTables()) process.stdout.write(`The table of ${file} is new\n`);
  }
}

function pack(): void {
  const { status } = spawnSync(process.execPath, [path.join(import.meta.dirname, '../../scripts/pack.mjs')], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
