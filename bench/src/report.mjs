import { BARE, OURS } from './contenders.mjs';
import { aligned, summary } from './figures.mjs';

const GOAL_MS = 30;

/** Median and minimum of each contender, and by how much they are over those of the bare Node; in milliseconds. */
export function rowsOf(contenders, times) {
  const bare = roundedSummary(times.get(BARE));
  return contenders.map(({ name }) => {
    const { median, min } = roundedSummary(times.get(name));
    return { name, median, min, medianOverBare: rounded(median - bare.median), minOverBare: rounded(min - bare.min) };
  });
}

/** What ours takes over the bare Node, by the medians. */
export function goalOf(results) {
  const ours = ({ rows }) => rows.find(({ name }) => name === OURS).medianOverBare;
  return { milliseconds: GOAL_MS, overBare: Object.fromEntries(results.map((file) => [file.name, ours(file)])) };
}

/** All of it as a text for people. */
export function tableOf({ node, cpus, rounds }, results) {
  const head = ['', 'median ms', 'min ms', 'over bare Node (median)', '(min)'];
  const blocks = results.map(({ name, lines, variables, rows }) => [
    [`${name} file: ${lines} lines, ${variables} variables`, ...head.slice(1)],
    ...rows.map((row) => [`  ${row.name}`, row.median, row.min, row.medianOverBare, row.minOverBare].map(cell)),
  ]);
  const line = aligned(blocks.flat());
  const { overBare } = goalOf(results);
  const goals = Object.entries(overBare).map(([name, milliseconds]) => `${name} ${cell(milliseconds)} ms`);
  return [
    `Node.js ${node}, ${cpus} CPUs, ${rounds} rounds; each a fresh process that finds role, region and stage`,
    ...blocks.map((block) => `\n${block.map(line).join('\n')}`),
    `\ngoal: ≤ ${GOAL_MS} ms over bare Node: ${goals.join(', ')}\n`,
  ].join('\n');
}

function roundedSummary(times) {
  const { median, min } = summary(times);
  return { median: rounded(median), min: rounded(min) };
}

function rounded(milliseconds) {
  return Math.round(milliseconds * 10) / 10;
}

function cell(value) {
  return typeof value === 'number' ? value.toFixed(1) : value;
}
