import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processStartTime } from './engine-record.mjs';
import { run } from './command.mjs';
import { Problem } from './problem.mjs';

const PREFIX = 'sts-e2e-image-';

/**
 * Lends `body` a temporary folder and removes it at the end, whatever happens. Also removes those of earlier runs that
 * were killed.
 * @template T
 * @param {(folder: string) => Promise<T>} body
 * @returns {Promise<T>}
 */
export async function withWorkFolder(body) {
  await removeAbandoned();
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  try {
    return await body(folder);
  } finally {
    await removeFolder(folder);
  }
}

async function removeAbandoned() {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
    if (Number.isInteger(pid) && processStartTime(pid) === undefined) await removeFolder(join(tmpdir(), name));
  }
}

/**
 * @param {string} folder
 * @throws {Problem} when something is mounted below it: removing it then would remove from there
 */
async function removeFolder(folder) {
  const mounted = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((place) => place.startsWith(`${folder}/`));
  if (mounted.length > 0) {
    throw new Problem(`${folder} is not removed: ${mounted.join(', ')} is mounted there.`, {
      hint: `umount ${mounted.toReversed().join(' ')} && rm -rf ${folder}`,
    });
  }
  await run('rm', ['-rf', '--one-file-system', folder]);
}
