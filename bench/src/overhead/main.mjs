// What our packages cost a run of many trivial test files: each runner stock, and with our one line; never a gate.
import { cpus, loadavg } from 'node:os';
import { readArguments } from '../arguments.mjs';
import { CONTENDERS } from './contenders.mjs';
import { figuresOf, overheadTable } from './report.mjs';
import { world } from './world.mjs';

const names = CONTENDERS.map(({ name }) => name);
const { files, rounds, only, json } = readArguments('bench:overhead', 5, { files: 1000 }, names);
const load = [loadavg()[0]];
const rows = [];
// What has been measured is shown however it ends: it takes long.
process.once('exit', report);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main() {
  await using runs = await world(files);
  for (const contender of CONTENDERS.filter(({ name }) => name.includes(only))) rows.push(figuresOf(await measure(runs, contender)));
}

function report() {
  if (rows.length === 0) return;
  load.push(loadavg()[0]);
  const machine = { node: process.version, cpus: cpus().length, model: cpus()[0]?.model.trim() ?? 'unknown', load, files, rounds };
  process.stdout.write(json ? `${JSON.stringify({ ...machine, rows }, undefined, 2)}\n` : overheadTable(machine, rows));
}

/** The first run of each way warms up the caches of the runner and does not count; nor does the cold one of ours. */
async function measure(runs, contender) {
  const progress = (text) => process.stderr.write(`${contender.name}: ${text}\n`);
  progress('warming up');
  await runs.run(contender, 'stock', 0);
  runs.forget(contender);
  await runs.run(contender, 'ours', 1);
  runs.forget(contender);
  const cold = await runs.run(contender, 'ours', 1);
  const times = { stock: [], ours: [] };
  for (let round = 1; round <= rounds; round++) {
    progress(`round ${round} of ${rounds}`);
    // Who comes first changes, so that what one leaves to the next meets both.
    for (const way of round % 2 === 1 ? ['stock', 'ours'] : ['ours', 'stock']) times[way].push(await runs.run(contender, way, 0));
  }
  return { name: contender.name, version: runs.versionOf(contender), ...times, cold };
}
