import { readdirSync } from 'node:fs';
import { environmentOf } from './proc.js';

/**
 * Marks the processes that are started on the way to the role, with all that those start: whatever makes a process the role
 * by being loaded (`NODE_OPTIONS`) is loaded by them too, and would start them again, without end. They are who asks.
 */
export const HELPER_VARIABLE = 'STS_HELPER';

type Env = Readonly<Record<string, string | undefined>>;

/** Whether a process was started on the way to the role, and not for what runs as the role. */
export function isHelper(env: Env, pid: number = process.pid): boolean {
  const mark = env[HELPER_VARIABLE];
  return Boolean(mark) && !mark?.startsWith(`${pid}-`);
}

/** The mark for processes that this one starts: its own, where it has one, so that they are all found by it. */
export function helperMark(): string {
  return process.env[HELPER_VARIABLE] || `${process.pid}-${process.hrtime.bigint()}`;
}

/** Ends all processes with a mark, where the system tells the environments of processes: Linux. */
export function endMarked(mark: string): void {
  for (const pid of processes()) {
    try {
      if (environmentOf(pid)[HELPER_VARIABLE] === mark) process.kill(pid, 'SIGKILL');
    } catch {
      // Somebody else's, or it has ended by itself.
    }
  }
}

function processes(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => pid !== process.pid);
  } catch {
    return [];
  }
}
