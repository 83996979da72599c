import { execFileSync } from 'node:child_process';

/** Why no process can be started on a pseudo terminal here, if none can. */
export function noTerminal(): string | undefined {
  try {
    execFileSync('script', ['-qec', 'true', '/dev/null'], { stdio: 'ignore' });
    return undefined;
  } catch (error) {
    return `no pseudo terminal: script (util-linux) is missing (${String(error)})`;
  }
}
