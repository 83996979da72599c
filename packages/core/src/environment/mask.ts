import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import type { Credentials } from '../assume/index.js';
import { writeWhole } from '../loading/index.js';
import type { Env } from '../source/index.js';
import { logOfStep, type OutputOf, surroundings } from './log-of-step.js';

const STDERR = 2;

/** Systems that hide a value in the log of a job when they are told, each with its command. */
const SYSTEMS: readonly { name: string; isHere: (env: Env) => boolean; command: string }[] = [
  // GitHub, and Gitea and Forgejo, whose runners take the same commands.
  { name: 'GitHub Actions', isHere: (env) => env['GITHUB_ACTIONS'] === 'true', command: '::add-mask::' },
  { name: 'Azure Pipelines', isHere: (env) => env['TF_BUILD']?.toLowerCase() === 'true', command: '##vso[task.setsecret]' },
];

/** Key ids whose values were masked by this process. */
const done = new Set<string>();

/**
 * Tells the CI system, where there is one that has a way, to hide the credentials in its log: once per process and
 * credentials. The command goes to the standard error output of the step, which the system reads: where that of this process
 * goes through another one, which may put something before each line or keep it, past that one (Linux). Into a file it is
 * not written, where the values would stay.
 */
export function maskCredentials(credentials: Credentials, env: Env, output?: OutputOf): void {
  const system = SYSTEMS.find(({ isHere }) => isHere(env));
  if (system === undefined || done.has(credentials.accessKeyId)) return;
  done.add(credentials.accessKeyId);
  const values = [credentials.accessKeyId, credentials.secretAccessKey, credentials.sessionToken];
  // A command counts at the beginning of a line only.
  const text = `\n${values.map((value) => `${system.command}${value}\n`).join('')}`;
  const log = logOfStep(surroundings(env, output, system.isHere));
  try {
    if (log === 'own') tell(STDERR, text);
    else if (log !== undefined && !tellStep(log.pid, text) && log.orOwn) tell(STDERR, text);
  } catch {
    // Nobody reads it.
  }
}

/** At once: what comes later may not come before the values are used. */
function tell(descriptor: number, text: string): void {
  if (!fstatSync(descriptor).isFile()) writeWhole(descriptor, text);
}

/** Whether it could be reached: a socket cannot. */
function tellStep(pid: number, text: string): boolean {
  let descriptor: number;
  try {
    // Where nobody reads it, this does not wait for somebody.
    descriptor = openSync(`/proc/${pid}/fd/${STDERR}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return false;
  }
  try {
    tell(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
  return true;
}
