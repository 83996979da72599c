/**
 * How long those who live waited after the deaths, beyond the time of calls: for every survivor and every death before its
 * answer the time from the death (or from its own question, if that came later) until its answer, or until the next death
 * of one who called, less the time in which somebody's call was under way.
 * @param survivors `askedAt` and `answeredAt` of each
 * @param deaths `at` of each, and whether it was one who called
 * @param calls `from` and `to` of each
 */
export function waitsAfter(deaths, survivors, calls) {
  return survivors.flatMap(({ askedAt, answeredAt }) =>
    deaths
      .filter(({ at }) => at <= answeredAt)
      .map(({ at }) => {
        const next = deaths.filter((other) => other.called && other.at > at).map((other) => other.at);
        const [from, to] = [Math.max(at, askedAt), Math.min(answeredAt, ...next)];
        return Math.max(0, to - from - covered(from, to, calls));
      }),
  );
}

/** Calls that were under way while that of another process was. (One that tries again may be sooner than the end of its last try.) */
export function overlaps(calls) {
  return calls.flatMap((one, index) =>
    calls.slice(index + 1).filter((other) => one.by !== other.by && one.from < other.to && other.from < one.to),
  );
}

function covered(from, to, calls) {
  let sum = 0;
  let reached = from;
  for (const call of calls.toSorted((a, b) => a.from - b.from)) {
    const [start, end] = [Math.max(call.from, reached), Math.min(call.to, to)];
    if (end > start) {
      sum += end - start;
      reached = end;
    }
  }
  return sum;
}
