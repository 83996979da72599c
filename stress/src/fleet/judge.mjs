import { distribution, promise } from '../figures.mjs';

/** Requests for each shard have to stay under this. */
export const REQUESTS_PER_SHARD = 2.5;
/** No shard waits longer for its answer; half of what it has by default. Milliseconds. */
export const BOUND_MS = 15_000;

/** The figures of one run. */
export function figuresOf({ shards, seconds }, seed) {
  const requests = shards.reduce((sum, { attempts }) => sum + attempts, 0);
  const answered = shards.filter((shard) => shard.answered);
  return {
    seed,
    requests,
    perShard: requests / shards.length,
    failures: shards.length - answered.length,
    timesMs: distribution(answered.map(({ tookMs }) => tookMs)),
    attempts: countsOf(answered.map(({ attempts }) => attempts)),
    seconds,
  };
}

/** The worst of several runs: of each promise the worst figure, and the run that has the longest wait. */
export function worstOf(runs) {
  return {
    failures: Math.max(...runs.map(({ failures }) => failures)),
    perShard: Math.max(...runs.map(({ perShard }) => perShard)),
    maxMs: Math.max(...runs.map(({ timesMs }) => timesMs.max ?? Infinity)),
    run: runs.reduce((worst, run) => (!((run.timesMs.max ?? Infinity) <= (worst.timesMs.max ?? Infinity)) ? run : worst)),
  };
}

/** What is promised of a fleet, in all runs. */
export function promisesOf({ failures, perShard, maxMs }) {
  return [
    promise('all shards have their answer', failures === 0 ? 'yes' : `${failures} have none`, failures === 0),
    promise(`under ${REQUESTS_PER_SHARD} requests for each shard`, perShard.toFixed(3), perShard < REQUESTS_PER_SHARD),
    promise(`none waits over ${BOUND_MS / 1000} s`, `${(maxMs / 1000).toFixed(2)} s`, maxMs <= BOUND_MS),
  ];
}

function countsOf(numbers) {
  const counts = {};
  for (const number of numbers) counts[number] = (counts[number] ?? 0) + 1;
  return counts;
}
