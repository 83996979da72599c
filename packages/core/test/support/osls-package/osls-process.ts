import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cleanEnv } from '@sts/test-kit';

/** One `osls package`: where, with which options, and in which environment besides the clean one. */
export interface OslsQuestion {
  dir: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
}

/** The template that osls compiled, and what it deploys it as; or the error that it reports. */
export type OslsAnswer =
  | { ok: true; template: Template; stage: string; region: string; stackName: string }
  | { ok: false; message: string };

/** A CloudFormation template, as far as it is looked at. */
export interface Template {
  Resources: Record<string, { Type?: unknown; Properties?: Record<string, unknown> } | undefined>;
  Parameters?: Record<string, { Default?: unknown } | undefined>;
}

const WORKER = fileURLToPath(new URL('worker.cjs', import.meta.url));
/** osls compiles its schema once for all processes. */
const SCHEMA_CACHE = fileURLToPath(new URL('../../../node_modules/.cache/osls', import.meta.url));
const LONGEST_MS = 30_000;
/** What a run leaves behind in its process is little, but it stays. */
const RUNS_PER_PROCESS = 500;

/** A process that runs `osls package` for one question after the other; started anew when a run has spoilt it. */
export class OslsProcess {
  readonly #base: Record<string, string> = cleanEnv({ SLS_LOG_LEVEL: 'error', SLS_SCHEMA_CACHE_BASE_DIR: SCHEMA_CACHE });
  #child: ChildProcess | undefined;
  #runs = 0;

  /** Runs `osls package`. One question at a time. */
  async ask({ dir, args, env }: OslsQuestion): Promise<OslsAnswer> {
    const child = (this.#child ??= fork(WORKER, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], env: this.#base }));
    const { spent, ...answer } = await exchange(child, { dir, args, env: { ...this.#base, ...env } });
    this.#runs += 1;
    if (spent || this.#runs % RUNS_PER_PROCESS === 0) this.#end();
    return answer;
  }

  #end(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  [Symbol.dispose](): void {
    this.#end();
  }
}

function exchange(child: ChildProcess, question: OslsQuestion): Promise<OslsAnswer & { spent: boolean }> {
  return new Promise((resolve) => {
    const fail = (message: string): void => done({ ok: false, message, spent: true });
    const onExit = (code: number | null, signal: string | null): void => fail(`the process ended: ${signal ?? code}`);
    const timer = setTimeout(() => fail(`no end after ${LONGEST_MS} ms`), LONGEST_MS);
    const done = (answer: OslsAnswer & { spent: boolean }): void => {
      clearTimeout(timer);
      child.off('exit', onExit).off('message', done);
      resolve(answer);
    };
    child.once('exit', onExit).once('message', done);
    child.send(question);
  });
}
