import process from 'node:process';
import { atEnd } from './at-end.js';

/** Windows has no process groups: there a process is killed alone. */
export const hasGroups: boolean = process.platform !== 'win32';

/**
 * Sees to it that a process which leads its own group does not outlive this one. (A child in a group of its own does
 * not see the Ctrl-C of the terminal.) Returns the way to forget it.
 */
export function watchGroup(pid: number): () => void {
  return atEnd(() => killGroup(pid));
}

/** Ends a process and everything it started. A group that is gone already is no error. */
export function killGroup(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(hasGroups ? -pid : pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
