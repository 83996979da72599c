import { aligned, summary } from '../figures.mjs';

const WARM_GOAL_MS = 15;
const COLD_GOAL = 1.25;

/** All of it as a text for people. */
export function startsTable({ node, cpus, rounds }, times, memory, warmLoads) {
  const bare = summary(times.bare);
  const names = {
    bare: 'bare Node',
    found: 'Node that finds the package',
    warm: 'ours, warm: assumeRole()',
    sdk: 'the SDK alone: import and first AssumeRole',
    cold: 'ours, cold: assumeRole()',
  };
  const head = ['', 'median ms', 'min ms', 'over bare Node (median)', '(min)', 'memory MiB'];
  const rows = Object.entries(names).map(([name, title]) => {
    const { median, min } = summary(times[name]);
    return [
      title,
      ...[median, min, median - bare.median, min - bare.min].map((value) => value.toFixed(1)),
      (memory[name] / 2 ** 20).toFixed(0),
    ];
  });
  const line = aligned([head, ...rows]);
  const [found, warm, sdk, cold] = [times.found, times.warm, times.sdk, times.cold].map(summary);
  return [
    `Node.js ${node}, ${cpus} CPUs, ${rounds} rounds; each a fresh process, in turns`,
    '',
    line(head),
    ...rows.map(line),
    '',
    `a warm start loads ${warmLoads.length} files, nothing of the SDK`,
    `goal: warm ≤ ${WARM_GOAL_MS} ms over bare Node: median ${(warm.median - bare.median).toFixed(1)} ms, min ${(warm.min - bare.min).toFixed(1)} ms`,
    `  over Node that has found the package: median ${(warm.median - found.median).toFixed(1)} ms, min ${(warm.min - found.min).toFixed(1)} ms`,
    `goal: cold ≤ ${COLD_GOAL} × the SDK alone: median ${(cold.median / sdk.median).toFixed(2)}, min ${(cold.min / sdk.min).toFixed(2)}`,
    '',
  ].join('\n');
}
