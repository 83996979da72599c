// How long a fresh process takes to find role, region and stage: ours beside others, on the same files.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { build } from '../../scripts/lib/build.mjs';
import { readArguments } from './arguments.mjs';
import { contenders } from './contenders.mjs';
import { writeFiles } from './files.mjs';
import { check, measure } from './measure.mjs';
import { goalOf, rowsOf, tableOf } from './report.mjs';

const { rounds, json } = readArguments('bench', 20);
const folder = mkdtempSync(path.join(tmpdir(), 'sts-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main() {
  progress('Building');
  const built = await build({ quiet: true });
  if (built.code !== 0) throw new Error(`The packages cannot be built:\n${built.output}`);
  const all = await contenders(folder, progress);
  const files = writeFiles(folder);
  check(all, files);
  const times = await measure(all, files, { rounds, progress });
  const machine = { node: process.version, cpus: cpus().length, rounds };
  const results = files.map(({ name, lines, variables }) => ({ name, lines, variables, rows: rowsOf(all, times.get(name)) }));
  if (json) process.stdout.write(`${JSON.stringify({ ...machine, files: results, goal: goalOf(results) }, undefined, 2)}\n`);
  else process.stdout.write(tableOf(machine, results));
}

function progress(text) {
  process.stderr.write(`${text}\n`);
}
