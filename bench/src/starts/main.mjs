// How long a fresh process takes to become the role, warm and cold: beside the bare Node, and beside the SDK alone.
import { cpus } from 'node:os';
import { build } from '../../../scripts/lib/build.mjs';
import { readArguments } from '../arguments.mjs';
import { startsTable } from './report.mjs';
import { world } from './world.mjs';

const { rounds, json } = readArguments('bench:starts', 30);
try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main() {
  await using starts = await world();
  process.stderr.write('Building\n');
  const built = await build({ quiet: true });
  if (built.code !== 0) throw new Error(`The packages cannot be built:\n${built.output}`);
  process.stderr.write('Warming up\n');
  await starts.warmUp();
  const told = await starts.tell();
  const sdk = told.warm.loaded.filter((file) => /@aws-sdk|@smithy/.test(file));
  if (sdk.length > 0) throw new Error(`A warm start loads the SDK: ${sdk.join(', ')}`);
  const times = Object.fromEntries(starts.names.map((name) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    process.stderr.write(`Round ${round} of ${rounds}\n`);
    for (const name of starts.names) times[name].push(await starts.start(name));
  }
  const machine = { node: process.version, cpus: cpus().length, rounds };
  if (json)
    process.stdout.write(
      `${JSON.stringify({ ...machine, times, memory: memoryOf(told), warmLoads: told.warm.loaded.length }, undefined, 2)}\n`,
    );
  else process.stdout.write(startsTable(machine, times, memoryOf(told), told.warm.loaded));
}

function memoryOf(told) {
  return Object.fromEntries(Object.entries(told).map(([name, { memory }]) => [name, memory]));
}
