import { crypto } from '../loading/index.js';
import { readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { type Holder, isAlive, thisHolder } from './holder.js';
import { createExclusive } from './private-files.js';

/** How often a holder shows that it lives. */
const HEARTBEAT_MS = 300;
/** A holder of whom only the heartbeat is known is given up when it stands still for this long. */
const STILL_MS = 1500;
/** A process that lives and shows no heartbeat is busy, or a thread of it that held the lock has ended. */
const STUCK_MS = 10_000;

/** A lock that is held. */
export interface Lock {
  release(): void;
}

/** What a waiter has seen of a lock so far: heartbeats are compared with each other, never with a clock. */
export interface Watch {
  file: string;
  beat: number;
  since: number;
}

/** The outcome of one try: the lock, a lock that somebody else holds, or no place for a lock at all. */
export type Try = { kind: 'held'; lock: Lock } | { kind: 'busy'; watch: Watch } | { kind: 'no-place' };

/**
 * Tries once to take the lock of a key. Locks are numbered files: whoever finds the holder of the highest number dead
 * makes the next number, which only one can, so nobody ever removes a lock that another may hold.
 * @param watch what the last try returned
 */
export function tryLock(folder: string, key: string, watch: Watch | undefined, now: number): Try {
  const prefix = `${key}.lock.`;
  const numbers = lockNumbers(folder, prefix);
  const highest = numbers.at(-1);
  if (highest !== undefined) {
    const file = join(folder, `${prefix}${highest}`);
    const seen = look(file, watch, now);
    if (seen !== undefined && !isOver(file, seen, now)) return { kind: 'busy', watch: seen };
  }
  const file = join(folder, `${prefix}${(highest ?? 0) + 1}`);
  const holder = thisHolder(crypto().randomBytes(8).toString('hex'));
  const made = createExclusive(file, JSON.stringify(holder));
  if (made === undefined) return { kind: 'no-place' };
  if (!made) return { kind: 'busy', watch: { file, beat: 0, since: now } };
  // Paused since the first look, one may have come too late: a higher number is the lock then.
  if ((lockNumbers(folder, prefix).at(-1) ?? 0) > (highest ?? 0) + 1) {
    rmSync(file, { force: true });
    return { kind: 'busy', watch: { file, beat: 0, since: now } };
  }
  for (const number of numbers) rmSync(join(folder, `${prefix}${number}`), { force: true });
  return { kind: 'held', lock: hold(file) };
}

function hold(file: string): Lock {
  const timer = setInterval(() => {
    try {
      const now = new Date();
      utimesSync(file, now, now);
    } catch {
      // Removed by hand: the answer is kept all the same.
    }
  }, HEARTBEAT_MS);
  timer.unref();
  return {
    release: () => {
      clearInterval(timer);
      rmSync(file, { force: true });
    },
  };
}

function lockNumbers(folder: string, prefix: string): number[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number(name.slice(prefix.length)))
    .filter((number) => Number.isSafeInteger(number))
    .toSorted((a, b) => a - b);
}

function look(file: string, watch: Watch | undefined, now: number): Watch | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  const beat = stats.mtimeMs;
  return watch !== undefined && watch.file === file && watch.beat === beat ? watch : { file, beat, since: now };
}

function isOver(file: string, watch: Watch, now: number): boolean {
  const still = now - watch.since;
  const alive = isAlive(readHolder(file));
  if (alive === 'unknown') return still > STILL_MS;
  return !alive || still > STUCK_MS;
}

function readHolder(file: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>;
    const whole = typeof holder.pid === 'number' && typeof holder.world === 'string' && typeof holder.token === 'string';
    return whole ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}
