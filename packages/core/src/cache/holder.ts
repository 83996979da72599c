import { readlinkSync } from 'node:fs';
import { os, statOf } from '../loading/index.js';
import { bootId } from './boot.js';

/** Who holds a lock. */
export interface Holder {
  pid: number;
  /** Names the world in which the process id means something: boot and process namespace, else the host's name. */
  world: string;
  /** When the process started, where the system tells: ids are used again. */
  started: string | undefined;
  /** Tells two locks of one process apart. */
  token: string;
}

/** This process as a holder. */
export function thisHolder(token: string): Holder {
  return { pid: process.pid, world: thisWorld(), started: startOf(process.pid), token };
}

/**
 * Whether the holder lives: `unknown` when its process id means nothing here (another container or host shares the
 * folder) or the lock cannot be read.
 */
export function isAlive(holder: Holder | undefined): boolean | 'unknown' {
  if (holder === undefined || holder.world !== thisWorld()) return 'unknown';
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const started = startOf(holder.pid);
  return holder.started === undefined || started === undefined || started === holder.started;
}

let world: string | undefined;

function thisWorld(): string {
  world ??= readWorld();
  return world;
}

function readWorld(): string {
  try {
    return `${bootId()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    // Not Linux: a host's name is the best there is.
    return `${process.platform} ${os().hostname()}`;
  }
}

/** Linux: field 22 of stat, in clock ticks since boot; a zombie counts as gone. */
function startOf(pid: number): string | undefined {
  try {
    const fields = statOf(pid);
    return fields[0] === 'Z' ? 'gone' : fields[19];
  } catch {
    return undefined;
  }
}
