import { readFileSync } from 'node:fs';
import { childProcess } from './builtins.js';

/**
 * Ends a process with all that it has started: a shell passes no signal on. Not by its group, which it shares with us as
 * long as it may ask something on the terminal.
 */
export function endTree(pid: number | undefined): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    childProcess().spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  const started = childrenOf(pid);
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
  for (const child of started) endTree(child);
}

function childrenOf(pid: number): number[] {
  return textOf(pid)
    .split(/\s+/)
    .filter((part) => part !== '')
    .map(Number);
}

function textOf(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return childProcess().spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }).stdout ?? '';
  } catch {
    return '';
  }
}
