import { promiseLines } from '../figures.mjs';

const BAR = 50;

/** One scenario as a text for people: what was promised, and the worst run in full. */
export function scenarioText({ name, worst: { run }, promises, runs }) {
  const { min, median, p90, p99, max } = run.timesMs;
  const attempts = Object.entries(run.attempts).map(([count, shards]) => `${count}: ${shards}`);
  const seconds = run.timesMs.count === 0 ? [] : [min, median, p90, p99, max].map((ms) => (ms / 1000).toFixed(2));
  return [
    `${name}`,
    ...promiseLines(promises).map((line) => `  ${line}`),
    `  the run with the longest wait (seed ${run.seed} of ${runs}):`,
    `    requests: ${run.requests} in total, ${run.perShard.toFixed(3)} for each shard`,
    `    seconds until the answer: ${['min', 'median', 'p90', 'p99', 'max'].map((label, index) => `${label} ${seconds[index] ?? '-'}`).join(', ')}`,
    `    attempts: shards that had their answer with so many: ${attempts.join(', ')}`,
    '    requests by the second (█ answered, ░ throttled):',
    ...histogram(run.seconds).map((line) => `    ${line}`),
    '',
  ].join('\n');
}

function histogram(seconds) {
  const most = Math.max(...seconds.map(({ answered, throttled }) => answered + throttled));
  const length = (count) => Math.ceil((count / most) * BAR);
  return seconds.map(({ answered, throttled }, second) => {
    const counts = `${String(answered).padStart(5)} ${String(throttled).padStart(6)}`;
    return `${String(second).padStart(3)} s ${counts}  ${'█'.repeat(length(answered))}${'░'.repeat(length(throttled))}`.trimEnd();
  });
}
