import { readFileSync } from 'node:fs';

/**
 * The environment that a process was started with. Linux.
 * @throws when the system does not tell: somebody else's, or gone
 */
export function environmentOf(pid: number): Record<string, string> {
  const entries = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  return Object.fromEntries(entries.map((entry) => [entry.split('=', 1)[0], entry.slice(entry.indexOf('=') + 1)]));
}

/**
 * The fields of `proc_pid_stat(5)` from the third on, the state: behind the name, which may hold anything. Linux.
 * @throws when the system does not tell
 */
export function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
