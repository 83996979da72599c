import { performance } from 'node:perf_hooks';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { cleanEnv, type ExtraEnv } from './clean-env.js';
import { makeHome, removeHome } from './home.js';
import { OutputWatch } from './output-watch.js';
import { hasGroups, killGroup, watchGroup } from './process-group.js';

export type RunOptions = {
  /** Working directory of the process. */
  readonly cwd: string;
  /** Variables on top of the clean environment (see `cleanEnv`). */
  readonly env?: ExtraEnv;
  /** Home folder; default: an empty one for this process alone, removed afterwards. */
  readonly home?: string;
  /** The whole of standard input, which ends behind it. */
  readonly input?: string;
  /** Milliseconds after which the process and all it started are killed; default 120,000. */
  readonly timeoutMs?: number;
  /** Kills the process and all it started when it aborts. */
  readonly signal?: AbortSignal;
};

/** How a process ended. Text is free of ANSI sequences. */
export type RunResult = {
  /** `undefined` when a signal ended it, or when it could not be started. */
  readonly exitCode: number | undefined;
  /** The signal that ended it. */
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, in the order in which they came. */
  readonly all: string;
  readonly durationMs: number;
  readonly timedOut: boolean;
  /** Why it could not be started (`spawn no-such-command ENOENT`). */
  readonly failure: string | undefined;
};

/** A process that goes on while the test does something else: a runner in watch mode, a server. */
export type Running = {
  /** `undefined` when it could not be started. */
  readonly pid: number | undefined;
  /** Both outputs so far, without ANSI sequences. */
  readonly output: string;
  /**
   * Resolves with the match as soon as it is in the output, and moves on: the next wait looks behind it, so that a
   * second run in watch mode is told from the first. Rejects with all output so far when the process ends before, or
   * after `timeoutMs` (default 30,000).
   */
  waitForOutput(pattern: RegExp | string, timeoutMs?: number): Promise<string>;
  /** Writes to its standard input, which stays open when no `input` was given. */
  write(text: string): void;
  /** Sends a signal to this process alone (default `SIGTERM`), as a user or the system would. */
  kill(signal?: NodeJS.Signals): void;
  /** Kills it with everything that it started, and waits for the end. */
  stop(): Promise<RunResult>;
  /** Resolves at its end; never rejects. */
  readonly result: Promise<RunResult>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** Starts a process in a clean environment and lets it run. Never throws: a command that is not there is in `result`. */
export function start(command: string, args: readonly string[], options: RunOptions): Running {
  return launch(command, args, options, true);
}

/** `keepStdin`: whether standard input stays open for `write`, or ends at once. */
export function launch(command: string, args: readonly string[], options: RunOptions, keepStdin: boolean): Running {
  const started = performance.now();
  const home = options.home ?? makeHome();
  const child = execa(command, [...args], {
    cwd: options.cwd,
    env: cleanEnv(options.env, { home }),
    extendEnv: false,
    all: true,
    reject: false,
    stripFinalNewline: false,
    stdin: 'pipe',
    // Its own group, so that a runner's workers can be ended with it. `watchGroup` does what `cleanup` would.
    detached: hasGroups,
    cleanup: false,
  });
  const { pid } = child;
  const watch = new OutputWatch();
  child.all.on('data', (chunk: Buffer) => watch.push(chunk));

  // A process that ends without reading its input breaks the pipe: that is its business, and no error of the test.
  child.stdin.on('error', () => {});
  if (options.input !== undefined || !keepStdin) child.stdin.end(options.input);

  let timedOut = false;
  const killTree = (): void => {
    if (pid !== undefined) killGroup(pid);
  };
  const forget = pid === undefined ? () => {} : watchGroup(pid);
  const deadline = setTimeout(() => {
    timedOut = true;
    killTree();
  }, options.timeoutMs ?? 120_000);
  options.signal?.addEventListener('abort', killTree, { once: true });
  if (options.signal?.aborted) killTree();

  const result = child.then(async (ended): Promise<RunResult> => {
    clearTimeout(deadline);
    options.signal?.removeEventListener('abort', killTree);
    forget();
    watch.end();
    if (options.home === undefined) await removeHome(home);
    return {
      exitCode: ended.exitCode,
      signal: ended.signal,
      stdout: stripVTControlCharacters(ended.stdout),
      stderr: stripVTControlCharacters(ended.stderr),
      all: stripVTControlCharacters(ended.all),
      durationMs: performance.now() - started,
      timedOut,
      failure: pid === undefined ? ended.originalMessage : undefined,
    };
  });

  return {
    pid,
    get output() {
      return watch.text;
    },
    waitForOutput: (pattern, timeoutMs = 30_000) => watch.waitFor(pattern, timeoutMs),
    write: (text) => void child.stdin.write(text),
    kill: (signal = 'SIGTERM') => void child.kill(signal),
    stop: () => {
      killTree();
      return result;
    },
    result,
    async [Symbol.asyncDispose]() {
      killTree();
      await result;
    },
  };
}
