import { type ChildProcess, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { constants } from 'node:os';
import { StsError } from '@sts/core/runner';
import { EXIT } from '../../exit-codes.js';
import { isInForeground } from './foreground.js';

/** How a command ended. */
export type Ending = { kind: 'exit'; code: number } | { kind: 'signal'; signal: NodeJS.Signals } | NotStarted;

interface NotStarted {
  kind: 'not started';
  error: StsError;
  code: number;
}

/** What others may send us, and is meant for the command. */
const PASSED_ON: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];
/** What a terminal sends to all who are in its foreground. */
const TYPED = new Set<NodeJS.Signals>(['SIGINT', 'SIGQUIT']);

/** Runs a command with our own input and outputs and no shell in between, and passes signals on. Never rejects. */
export async function runChild(command: readonly [string, ...string[]], env: NodeJS.ProcessEnv): Promise<Ending> {
  const [file, ...args] = command;
  // What is no `.exe` on Windows: `npm` is a `.cmd` there.
  const start = process.platform === 'win32' ? (await import('cross-spawn')).default : spawn;
  return new Promise((resolve) => {
    let child: ChildProcess;
    try {
      child = start(file, args, { env, stdio: 'inherit' });
    } catch (error) {
      // What no process can be given: a NUL in an argument.
      resolve(notStarted(file, error as NodeJS.ErrnoException));
      return;
    }
    const undo = passOn(child);
    const end = (ending: Ending): void => {
      undo();
      resolve(ending);
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (child.pid === undefined) end(notStarted(file, error));
    });
    child.once('exit', (code, signal) => end(signal === null ? { kind: 'exit', code: code ?? 1 } : { kind: 'signal', signal }));
  });
}

function passOn(child: ChildProcess): () => void {
  const handlers = PASSED_ON.filter((signal) => signal in constants.signals).map((signal) => {
    const handler = (): void => {
      if (!TYPED.has(signal) || !isInForeground()) child.kill(signal);
    };
    process.on(signal, handler);
    return [signal, handler] as const;
  });
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}

function notStarted(file: string, { code, message }: NodeJS.ErrnoException): NotStarted {
  const isMissing = code === 'ENOENT' && !isThere(file);
  const why = isMissing ? 'there is no such command' : code === 'EACCES' || code === 'ENOENT' ? 'it cannot be executed' : message;
  return {
    kind: 'not started',
    code: isMissing ? EXIT.notFound : EXIT.notExecutable,
    error: new StsError({
      code: 'STS_COMMAND_FAILED',
      message: `${JSON.stringify(file)} could not be started: ${why}.`,
      hint: isMissing
        ? missingHint(file)
        : 'Look whether it is a file, may be executed (chmod +x), and names an interpreter that there is (#!).',
    }),
  };
}

/** A script whose interpreter is missing fails like one that is not there. */
function isThere(file: string): boolean {
  return file.includes('/') && statSync(file, { throwIfNoEntry: false }) !== undefined;
}

function missingHint(file: string): string {
  if (/\s/.test(file)) return 'Give the command and its arguments as words of their own, not in one quoted text: sts exec -- npm test';
  return [
    'Look at its spelling and at PATH. What is installed in the project is started by its package manager:',
    `  sts exec -- npx ${file}`,
    "Aliases and builtins of a shell need that shell: sts exec -- sh -c '…'",
  ].join('\n');
}

/** Ends this process as the command was ended: by the same signal. */
export function endBySignal(signal: NodeJS.Signals): void {
  process.kill(process.pid, signal);
  // One that this process ignores (SIGPIPE), or that a system does not have.
  setTimeout(() => process.exit(128 + (constants.signals[signal] ?? 0)), 500);
}
