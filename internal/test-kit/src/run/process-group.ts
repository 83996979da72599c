import process from 'node:process';

const groups = new Set<number>();

/** Windows has no process groups: there a process is killed alone. */
export const hasGroups: boolean = process.platform !== 'win32';

/**
 * Remembers a process that leads its own group, so that it does not outlive this one. (A child in a group of its own
 * does not see the Ctrl-C of the terminal.) Returns the way to forget it.
 */
export function watchGroup(pid: number): () => void {
  if (groups.size === 0) process.on('exit', killAll);
  groups.add(pid);
  return () => {
    groups.delete(pid);
    if (groups.size === 0) process.off('exit', killAll);
  };
}

/** Ends a process and everything it started. A group that is gone already is no error. */
export function killGroup(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(hasGroups ? -pid : pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function killAll(): void {
  for (const pid of groups) killGroup(pid);
}
