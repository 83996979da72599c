import { existsSync, readlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { environmentOf, isHelper, statOf } from '../loading/index.js';
import type { Env } from '../source/index.js';

/**
 * What is known of whoever has started this process: it keeps the lines that are printed here, or puts something before
 * each (`captured`), or prints each as it is (`forwarded`).
 */
export type OutputOf = 'captured' | 'forwarded' | undefined;

/** What a process that was started by another one can tell of those above it. */
export interface Surroundings {
  env: Env;
  /** From the parent upward, as far as they may be read, with whether each is of the CI job; `undefined`: the system does not tell. */
  ancestors: readonly { pid: number; isOfJob: boolean }[] | undefined;
  /** What is behind a descriptor of a process, in the system's words (`pipe:[4711]`). */
  behind(pid: number | 'self', descriptor: 1 | 2): string | undefined;
  output: OutputOf;
}

/** Set by what starts the scripts of many packages, and puts the name of one before each line that it prints. */
const PREFIXING = ['PNPM_PACKAGE_NAME', 'LERNA_PACKAGE_NAME', 'NX_TASK_TARGET_PROJECT', 'TURBO_HASH'];

/**
 * Where a line begins a line in the log of the CI step: at this process's own standard error output, or at that of the
 * process that is the step (`orOwn`: at both). `undefined`: nowhere, as far as can be told.
 */
export function logOfStep({ env, ancestors, behind, output }: Surroundings): 'own' | { pid: number; orOwn: boolean } | undefined {
  if (isHelper(env)) return undefined;
  const step = ancestors?.findLast(({ isOfJob }) => isOfJob);
  if (step !== undefined) {
    const isOfStep = (pid: number | 'self'): boolean => {
      const there = behind(pid, 2);
      return there !== undefined && (behind(step.pid, 2) === there || behind(step.pid, 1) === there);
    };
    if (isOfStep('self')) return 'own';
    const [parent] = ancestors ?? [];
    return { pid: step.pid, orOwn: output === 'forwarded' && parent !== undefined && isOfStep(parent.pid) };
  }
  // node:test reads what its files write.
  if (output === 'captured' || env['NODE_TEST_CONTEXT']) return undefined;
  return ancestors === undefined && mayBePrefixed(env) ? undefined : 'own';
}

function mayBePrefixed(env: Env): boolean {
  const { INIT_CWD: startedFrom, npm_package_json: manifest, PNPM_SCRIPT_SRC_DIR: ofPnpm } = env;
  const scriptOf = ofPnpm ?? (manifest === undefined ? undefined : dirname(manifest));
  // `pnpm -r` and `yarn workspaces foreach` say no more than that they were started in another folder.
  const isOfWorkspace = Boolean(startedFrom) && scriptOf !== undefined && scriptOf !== startedFrom;
  return isOfWorkspace || PREFIXING.some((name) => env[name]);
}

/**
 * The surroundings of this process.
 * @param isOfJob whether an environment is that of a process of the CI job
 */
export function surroundings(env: Env, output: OutputOf, isOfJob: (env: Env) => boolean): Surroundings {
  return { env, ancestors: existsSync('/proc/self/fd') ? ancestorsOf(isOfJob) : undefined, behind: linkOf, output };
}

function ancestorsOf(isOfJob: (env: Env) => boolean): NonNullable<Surroundings['ancestors']> {
  const found: { pid: number; isOfJob: boolean }[] = [];
  try {
    for (let pid = process.ppid; pid > 0; pid = parentOf(pid)) found.push({ pid, isOfJob: isOfJob(environmentOf(pid)) });
  } catch {
    // Another user's: what lies above it is none of ours.
  }
  return found;
}

function parentOf(pid: number): number {
  return Number(statOf(pid)[1]);
}

function linkOf(pid: number | 'self', descriptor: 1 | 2): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
  } catch {
    return undefined;
  }
}
