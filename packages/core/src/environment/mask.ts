import { fstatSync } from 'node:fs';
import type { Credentials } from '../assume/index.js';
import { writeWhole } from '../loading/index.js';
import type { Env } from '../source/index.js';

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
 * credentials. The command goes to the standard error output, which the system reads; into a file it is not written, where
 * the values would stay.
 */
export function maskCredentials(credentials: Credentials, env: Env): void {
  const system = SYSTEMS.find(({ isHere }) => isHere(env));
  if (system === undefined || done.has(credentials.accessKeyId) || isFile(STDERR)) return;
  done.add(credentials.accessKeyId);
  const values = [credentials.accessKeyId, credentials.secretAccessKey, credentials.sessionToken];
  // A command counts at the beginning of a line only.
  tell(`\n${values.map((value) => `${system.command}${value}\n`).join('')}`);
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    // Closed.
    return true;
  }
}

/** At once: what comes later may not come before the values are used. */
function tell(text: string): void {
  try {
    writeWhole(STDERR, text);
  } catch {
    // Nobody reads it.
  }
}
