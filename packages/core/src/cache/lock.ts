import { crypto } from '../loading/index.js';
import { readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { type Holder, isAlive, thisHolder } from './holder.js';
import { createExclusive } from './private-files.js';

/** How often a holder shows that it lives. */
const HEARTBEAT_MS = 200;
/** A holder of whom only the heartbeat is known is given up when it stands still for this long. */
const STILL_MS = 1200;
/** A process that lives and shows no heartbeat is busy, or a thread of it that held the lock has ended. */
const STUCK_MS = 10_000;

/** A lock that is held. */
export interface Lock {
  /** Throws nothing: the answer is more than the lock. */
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

/** The locks of a key: their numbers, ascending, and what stands in them. */
type Seen = readonly { number: number; file: string; text: string | undefined }[];

/**
 * Tries once to take the lock of a key. Locks are numbered files: whoever finds the holder of the highest number dead
 * makes the next number, which only one can, so nobody ever removes a lock that another may hold.
 * @param watch what the last try returned
 */
export function tryLock(folder: string, key: string, watch: Watch | undefined, now: number): Try {
  const seen = seeLocks(folder, key);
  const highest = seen.at(-1);
  if (highest !== undefined) {
    const looked = look(highest.file, watch, now);
    if (looked !== undefined && !isOver(highest.text, looked, now)) return { kind: 'busy', watch: looked };
  }
  return takeNext(folder, key, seen, now);
}

/** The locks that there are now. */
export function seeLocks(folder: string, key: string): Seen {
  return lockNumbers(folder, key).map((number) => {
    const file = lockFile(folder, key, number);
    return { number, file, text: readText(file) };
  });
}

/** Takes the number after those that were seen and found dead; whoever was paused since may come too late. */
export function takeNext(folder: string, key: string, seen: Seen, now: number): Try {
  const number = (seen.at(-1)?.number ?? 0) + 1;
  const file = lockFile(folder, key, number);
  const text = JSON.stringify(thisHolder(crypto().randomBytes(8).toString('hex')));
  const busy: Try = { kind: 'busy', watch: { file, beat: 0, since: now } };
  const made = createExclusive(file, text);
  if (made === undefined) return { kind: 'no-place' };
  if (!made) return busy;
  // A higher number is the lock then, or one of those numbers is not the dead one's any more, but of somebody who began anew.
  const others = seeLocks(folder, key).filter((other) => other.file !== file && other.text !== undefined);
  if (others.some((other) => other.text !== seen.find((before) => before.file === other.file)?.text)) {
    rmSync(file, { force: true });
    return busy;
  }
  for (const other of seen) rmSync(other.file, { force: true });
  return { kind: 'held', lock: hold(file, text) };
}

/** Holds a lock for as long as it is ours: after a pause it may have been given up, and its number be somebody else's. */
function hold(file: string, text: string): Lock {
  const isOurs = (): boolean => readText(file) === text;
  const timer = setInterval(() => {
    try {
      const now = new Date();
      if (isOurs()) utimesSync(file, now, now);
    } catch {
      // Removed by hand: the answer is kept all the same.
    }
  }, HEARTBEAT_MS);
  timer.unref();
  return {
    release: () => {
      clearInterval(timer);
      try {
        if (isOurs()) rmSync(file, { force: true });
      } catch {
        // It may not be removed any more: the end of this process frees it all the same.
      }
    },
  };
}

function lockFile(folder: string, key: string, number: number): string {
  return join(folder, `${key}.lock.${number}`);
}

function lockNumbers(folder: string, key: string): number[] {
  const prefix = `${key}.lock.`;
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

function isOver(text: string | undefined, watch: Watch, now: number): boolean {
  const still = now - watch.since;
  const alive = isAlive(holderIn(text));
  if (alive === 'unknown') return still > STILL_MS;
  return !alive || still > STUCK_MS;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function holderIn(text: string | undefined): Holder | undefined {
  try {
    const holder = JSON.parse(text ?? '') as Partial<Holder>;
    const whole = typeof holder.pid === 'number' && typeof holder.world === 'string' && typeof holder.token === 'string';
    return whole ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}
