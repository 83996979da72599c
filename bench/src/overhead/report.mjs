import { aligned, quantile, summary } from '../figures.mjs';

/** The figures of one contender. Ratios are of the two runs of a round, which met the machine in about the same state. */
export function figuresOf({ name, version, stock, ours, cold }) {
  const ratios = (key) => ours.map((run, index) => run[key] / stock[index][key]);
  const spread = (values) => ({ median: summary(values).median, min: Math.min(...values), p95: quantile(values, 0.95) });
  const cpu = stock[0].cpu === undefined ? undefined : spread(ratios('cpu'));
  return {
    name: `${name} (${version})`,
    stock: spread(stock.map(({ milliseconds }) => milliseconds)),
    ours: spread(ours.map(({ milliseconds }) => milliseconds)),
    ratio: spread(ratios('milliseconds')),
    cpu,
    cold: cold.milliseconds,
  };
}

/** All of it as a text for people. */
export function overheadTable({ node, cpus, model, load, files, rounds }, rows) {
  const seconds = ({ median, min, p95 }) => `${second(median)} (${second(min)}–${second(p95)})`;
  const ratio = (given) => (given === undefined ? '' : `${given.median.toFixed(3)} (${given.min.toFixed(3)}–${given.p95.toFixed(3)})`);
  const head = ['', 'stock s', 'ours s', 'ratio', 'CPU ratio', 'cold s'];
  const cells = rows.map((row) => [row.name, seconds(row.stock), seconds(row.ours), ratio(row.ratio), ratio(row.cpu), second(row.cold)]);
  const line = aligned([head, ...cells]);
  return [
    `Node.js ${node}, ${cpus} CPUs (${model}), load ${load.map((value) => value.toFixed(1)).join(' → ')}`,
    `${files} trivial test files, n = ${rounds} rounds, stock and ours in turns: median (minimum–p95)`,
    '',
    line(head),
    ...cells.map(line),
    '',
    'ratio: ours / stock of the same round. cold: one run that has no cached answer and asks STS.',
    '',
  ].join('\n');
}

function second(milliseconds) {
  return (milliseconds / 1000).toFixed(2);
}
