import { promiseLines } from '../figures.mjs';

/** A line on some rounds, while the others go on. */
export function progressLine(rounds, total) {
  const sum = (figure) => rounds.reduce((all, round) => all + figure(round), 0);
  const longest = Math.max(0, ...rounds.flatMap(({ waitsMs }) => waitsMs));
  const wrong = sum(({ problems, broken }) => problems.length + broken.length);
  return `rounds ${rounds[0].number} to ${rounds.at(-1).number} of ${total}: ${sum(({ deaths }) => deaths)} deaths, ${sum(({ calls }) => calls)} calls, longest wait ${longest} ms, ${wrong} problem(s)`;
}

/** All of it as a text for people. */
export function reportText({ seed, atOnce, rounds, processes, namespaces, figures, promises }) {
  const { waitsMs, longest } = figures;
  return [
    `seed ${seed}; ${atOnce.processes} processes at once took ${atOnce.tookMs} ms; then ${rounds} rounds of ${processes} processes`,
    `${figures.deaths} deaths, ${figures.deathsOfCallers} of them of who had called; ${figures.calls} calls`,
    `waits after a death, in ms beyond the call: ${line(waitsMs.sharedIds)}`,
    `  where process ids mean nothing (${namespaces.reason ?? `${namespaces.rounds} rounds`}): ${line(waitsMs.namespaces)}`,
    ...(longest === undefined ? [] : [`  the longest, ${longest.ms} ms, in round ${longest.round}, with kills at: ${longest.moment}`]),
    `left by the dead: ${figures.locksLeft} lock(s), ${figures.temporaryLeft} temporary file(s)`,
    '',
    ...promiseLines(promises),
    ...[...atOnce.failures, ...figures.problems, ...figures.broken].map((text) => `  ${text}`),
    '',
  ].join('\n');
}

function line({ count, median, p90, p99, max }) {
  return count === 0 ? 'none' : `median ${median}, p90 ${p90}, p99 ${p99}, max ${max} (${count} waits)`;
}
