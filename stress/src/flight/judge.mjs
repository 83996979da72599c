import { distribution, promise } from '../figures.mjs';

const sum = (rounds, figure) => rounds.reduce((total, round) => total + figure(round), 0);

/** The figures of all rounds. */
export function figuresOf(rounds) {
  const waits = (apart) => distribution(rounds.filter((round) => round.apart === apart).flatMap(({ waitsMs }) => waitsMs));
  return {
    deaths: sum(rounds, ({ deaths }) => deaths),
    deathsOfCallers: sum(rounds, ({ deathsOfCallers }) => deathsOfCallers),
    calls: sum(rounds, ({ calls }) => calls),
    mostCallsOfSurvivors: Math.max(0, ...rounds.map(({ callsOfSurvivors }) => callsOfSurvivors)),
    waitsMs: { sharedIds: waits(false), namespaces: waits(true) },
    longest: longestOf(rounds),
    locksLeft: sum(rounds, ({ locksLeft }) => locksLeft),
    temporaryLeft: sum(rounds, ({ temporaryLeft }) => temporaryLeft),
    blockedMs: distribution(rounds.flatMap(({ blockedMs }) => blockedMs ?? [])),
    problems: rounds.flatMap(({ number, problems }) => problems.map((text) => `round ${number}: ${text}`)),
    broken: rounds.flatMap(({ number, broken }) => broken.map((text) => `round ${number}: ${text}`)),
  };
}

/** Where the longest wait was, to look at it again with the same seed. */
function longestOf(rounds) {
  const waits = rounds.flatMap(({ number, moment, waitsMs }) => waitsMs.map((ms) => ({ ms, round: number, moment })));
  return waits.toSorted((a, b) => b.ms - a.ms)[0];
}

/**
 * What is promised, and whether it was kept.
 * @param waitMs nobody waits longer after a death, beyond the time of the call
 */
export function promisesOf(atOnce, figures, waitMs) {
  const longest = Math.max(figures.waitsMs.sharedIds.max ?? 0, figures.waitsMs.namespaces.max ?? 0);
  const blocked = figures.blockedMs.max ?? 0;
  return [
    promise(`${atOnce.processes} processes at once, cold: one AssumeRole`, `${atOnce.calls}`, atOnce.calls === 1),
    promise(
      'all of them have the same key',
      `${atOnce.keys} key(s), ${atOnce.failures.length} failed`,
      atOnce.keys === 1 && atOnce.failures.length === 0,
    ),
    promise(`nobody waits over ${waitMs / 1000} s after a death`, `${longest} ms`, longest <= waitMs),
    promise('one call among those who live', `${figures.mostCallsOfSurvivors} at the most`, figures.mostCallsOfSurvivors <= 1),
    promise(
      'never two calls at once, all survivors end well, with the same key',
      `${figures.problems.length} problem(s)`,
      figures.problems.length === 0,
    ),
    promise('no broken file, and nothing that harms', `${figures.broken.length} problem(s)`, figures.broken.length === 0),
    promise(`what dead processes left blocks nobody for over ${waitMs / 1000} s`, `${blocked} ms`, blocked <= waitMs),
  ];
}
