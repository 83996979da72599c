import { setTimeout as sleep } from 'node:timers/promises';
import { callerOf } from './world.mjs';

/** When processes are killed in a round. */
export const MOMENTS = ['any moment', 'in the call', 'as it is answered'];

/** All processes start and are over within about this time. Milliseconds. */
const ANY_MOMENT_MS = 1200;
/** What comes after the answer, the writing of the file with it, takes less. Milliseconds. */
const WRITES_MS = 20;

/**
 * Kills some of the processes, but never all.
 * @param kill ends a process by its name
 * @param over resolves when all processes have ended
 */
export async function killSome(moment, { random, processes, latencyMs, sts, kill, over }) {
  if (moment === 'any moment') {
    const names = shuffled(processes, random).slice(0, 1 + Math.floor(random() * Math.min(3, processes - 1)));
    await Promise.all(names.map((name) => sleep(random() * ANY_MOMENT_MS).then(() => kill(name))));
    return;
  }
  // Whoever makes the call, and perhaps whoever takes over, and perhaps the third.
  const times = 1 + Math.floor(random() * Math.min(3, processes - 1));
  for (let nth = 1; nth <= times; nth++) {
    const wait = moment === 'in the call' ? sts.waitForCall('AssumeRole', nth) : sts.waitForEnd('AssumeRole', nth);
    // There is no such call when the one before was answered and kept.
    const call = await Promise.race([wait.catch(() => undefined), over]);
    if (call === undefined) return;
    await sleep(random() * (moment === 'in the call' ? latencyMs : WRITES_MS));
    kill(callerOf(call));
  }
}

function shuffled(count, random) {
  return Array.from({ length: count }, (_, name) => ({ name, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ name }) => name);
}
