// A fleet of CI shards that start in the same second against STS's quota, in virtual time.
import { readArguments } from '../arguments.mjs';
import { BOUND_MS, figuresOf, promisesOf, REQUESTS_PER_SHARD, worstOf } from './judge.mjs';
import { scenarioText } from './report.mjs';
import { ROUND_TRIP_MS, simulate, TIMEOUT_MS } from './simulate.mjs';

const SCENARIOS = [
  { name: 'started over one second, evenly', spreadMs: 1000 },
  { name: 'started in the same millisecond', spreadMs: 0 },
];

const { shards, quota, seed, seeds, json } = readArguments(
  'npm run fleet -- [--shards 5000] [--quota 600] [--seed 1] [--seeds 20] [--json]',
  { shards: [5000, 1, 100_000], quota: [600, 1, 1_000_000], seed: [1, 0, 2 ** 32 - 1], seeds: [20, 1, 10_000] },
);

const scenarios = [];
for (const { name, spreadMs } of SCENARIOS) {
  process.stderr.write(`Simulating ${seeds} runs: ${name}\n`);
  const runs = [];
  for (let run = 0; run < seeds; run++) {
    runs.push(figuresOf(await simulate({ shards, quota, spreadMs, seed: seed + run }), seed + run));
  }
  const worst = worstOf(runs);
  scenarios.push({ name, runs: runs.length, promises: promisesOf(worst), worst });
}

const given = { shards, quota, seed, seeds, timeoutMs: TIMEOUT_MS, roundTripMs: ROUND_TRIP_MS };
const limits = { boundMs: BOUND_MS, requestsPerShard: REQUESTS_PER_SHARD };
if (json) process.stdout.write(`${JSON.stringify({ ...given, ...limits, scenarios }, undefined, 2)}\n`);
else {
  const head = `${shards} shards, ${quota} requests a second, ${ROUND_TRIP_MS} ms for a request, ${TIMEOUT_MS} ms for the whole; seeds ${seed} to ${seed + seeds - 1}`;
  process.stdout.write(`${head}\n\n${scenarios.map(scenarioText).join('\n')}`);
}
process.exitCode = scenarios.every(({ promises }) => promises.every(({ kept }) => kept)) ? 0 : 1;
