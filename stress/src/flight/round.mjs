import { killSome, MOMENTS } from './kills.mjs';
import { lookInto, makeCold } from './folder.mjs';
import { overlaps, waitsAfter } from './waits.mjs';
import { makeWorld } from './world.mjs';

/** No process starts under these names in a round itself. */
const [READER, SUCCESSOR] = [9001, 9002];

/**
 * One round: processes start cold, some are killed, the others go on. Then one more process asks, to find out whether what
 * lies in the folder is whole, and another one in a cold folder, if something was left there, to find out whether that harms.
 * @param through how every other process is started in a namespace of its own, if it is
 * @returns figures of the round, and what went wrong
 */
export async function playRound({ random, processes, through }) {
  const latencyMs = Math.round(100 + random() * 500);
  const moment = MOMENTS[Math.floor(random() * MOMENTS.length)];
  await using world = await makeWorld({ latencyMs });
  const asking = Array.from({ length: processes }, (_, name) => world.ask(name, name % 2 === 1 ? through : undefined));
  const over = Promise.all(asking.map(({ result }) => result)).then(() => undefined);
  const killedAt = new Map();
  const kill = (name) => {
    if (!killedAt.has(name)) killedAt.set(name, Date.now());
    asking[name].kill();
  };
  await killSome(moment, { random, processes, latencyMs, sts: world.sts, kill, over });
  const results = await Promise.all(asking.map(({ result }) => result));
  return { moment, latencyMs, ...judge(results, killedAt, world.calls()), ...(await inspect(world, results)) };
}

function judge(results, killedAt, made) {
  const died = (name) => results[name].signal === 'SIGKILL';
  // A process that is killed at its end may have ended by itself before.
  const calls = made.map(({ by, at, endedAt }) => ({
    by,
    from: at.getTime(),
    to: Math.min(endedAt?.getTime() ?? Infinity, died(by) ? killedAt.get(by) : Infinity),
  }));
  const deaths = [...killedAt].filter(([name]) => died(name)).map(([name, at]) => ({ at, called: calls.some(({ by }) => by === name) }));
  const survivors = results.filter((_, name) => !died(name));
  const problems = [
    ...survivors
      .filter(({ exitCode }) => exitCode !== 0)
      .map(({ code, exitCode, all }) => `a survivor ended with ${code ?? exitCode}: ${all}`),
    ...overlaps(calls).map(({ by }) => `process ${by} called while another one did`),
  ];
  if (new Set(survivors.map(({ key }) => key)).size > 1) problems.push('not all survivors have the same key');
  return {
    problems,
    deaths: deaths.length,
    deathsOfCallers: deaths.filter(({ called }) => called).length,
    calls: calls.length,
    callsOfSurvivors: calls.filter(({ by }) => !died(by)).length,
    waitsMs: waitsAfter(
      deaths,
      survivors.filter(({ exitCode }) => exitCode === 0),
      calls,
    ),
  };
}

/** What lies in the folder afterwards, and whether it is whole and harmless. */
async function inspect(world, results) {
  const left = lookInto(world.cacheDir);
  const broken = left.broken.map((name) => `${name} is no JSON`);
  const before = world.calls().length;
  const reader = await world.ask(READER).result;
  const key = results.find(({ signal, key: had }) => signal === undefined && had !== undefined)?.key;
  if (reader.exitCode !== 0 || reader.key !== key || world.calls().length !== before)
    broken.push('the answer that was kept cannot be read');
  const harm = left.locks.length + left.temporary.length === 0 ? { blockedMs: undefined, broken: [] } : await succeed(world);
  return {
    locksLeft: left.locks.length,
    temporaryLeft: left.temporary.length,
    blockedMs: harm.blockedMs,
    broken: [...broken, ...harm.broken],
  };
}

async function succeed(world) {
  makeCold(world.cacheDir);
  const before = world.calls().length;
  const { exitCode, askedAt, answeredAt, all } = await world.ask(SUCCESSOR).result;
  const after = world.calls().slice(before);
  const { locks, temporary } = lookInto(world.cacheDir);
  const broken = [...locks, ...temporary].map((name) => `${name} is still there after a call and a sweep`);
  if (exitCode !== 0 || after.length !== 1) broken.push(`who comes later ends with ${exitCode} after ${after.length} calls: ${all}`);
  const [call] = after;
  const callMs = call === undefined ? 0 : call.endedAt.getTime() - call.at.getTime();
  return { blockedMs: answeredAt - askedAt - callMs, broken };
}
