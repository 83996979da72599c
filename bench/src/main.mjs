// How long a fresh process takes to find role, region and stage: ours beside others, on the same files.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../../scripts/lib/build.mjs';
import { contenders } from './contenders.mjs';
import { writeFiles } from './files.mjs';
import { check, measure } from './measure.mjs';
import { goalOf, rowsOf, tableOf } from './report.mjs';

const { rounds, json } = readArguments();
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

function readArguments() {
  try {
    // pnpm hands on the "--" that npm was given.
    const args = process.argv.slice(2).filter((argument) => argument !== '--');
    const { values } = parseArgs({
      args,
      options: { rounds: { type: 'string', default: '20' }, json: { type: 'boolean', default: false } },
    });
    if (!/^[1-9]\d{0,3}$/.test(values.rounds)) throw new Error(`--rounds is "${values.rounds}", and should be a number from 1 to 9999.`);
    return { rounds: Number(values.rounds), json: values.json };
  } catch (error) {
    process.stderr.write(`${error.message}\nUsage: npm run bench -- [--rounds 20] [--json]\n`);
    return process.exit(2);
  }
}

function progress(text) {
  process.stderr.write(`${text}\n`);
}
