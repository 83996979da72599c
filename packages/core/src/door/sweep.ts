import { type Stats } from 'node:fs';
import { lstat, readdir, rmdir, unlink } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';

/** What mkdtemp makes of `sts-`. */
const NAME = /^sts-[A-Za-z0-9]{6}$/;

/** Milliseconds since a folder was changed: a door that is just being opened refuses as one does that nobody holds. */
const SETTLED_MS = 60_000;

/** The next door that is opened goes on. */
const MOST = 50;

/**
 * Removes doors that were left behind: a process that is ended by a signal does not come to it. Only what is certainly one,
 * of this user, and refuses connections goes: a folder that nobody else may enter, with a socket and nothing else in it.
 * Never fails.
 * @param folder that for temporary files
 */
export async function sweepDoors(folder: string, now: number = Date.now()): Promise<void> {
  try {
    // Where others could put something else in its place, nothing is certain.
    if (!isGuarded(await lstat(folder))) return;
    let looks = 0;
    for (const name of await readdir(folder)) {
      if (NAME.test(name) && (await sweepOne(path.join(folder, name), now)) && ++looks === MOST) return;
    }
  } catch {
    // There is nothing to be swept, or not by us.
  }
}

/** Whether it was a door. */
async function sweepOne(folder: string, now: number): Promise<boolean> {
  try {
    const stats = await lstat(folder);
    if (!stats.isDirectory() || !isPrivate(stats) || now - stats.mtimeMs < SETTLED_MS) return false;
    const [only, ...others] = await readdir(folder);
    const door = path.join(folder, 'door');
    if (only !== 'door' || others.length > 0 || !(await lstat(door)).isSocket()) return false;
    if (await refuses(door)) {
      await unlink(door);
      await rmdir(folder);
    }
    return true;
  } catch {
    return false;
  }
}

function isPrivate({ uid, mode }: Stats): boolean {
  return uid === process.getuid?.() && (mode & 0o777) === 0o700;
}

/** Whether only the owner of an entry can replace it: a folder that only its owner writes to, or one with the sticky bit. */
function isGuarded({ mode }: Stats): boolean {
  return (mode & 0o1000) !== 0 || (mode & 0o022) === 0;
}

function refuses(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ path: address });
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}
