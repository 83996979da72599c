import { closeSync, constants, fchmodSync, lstatSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { StsError } from '@sts/core/runner';

/**
 * Writes a file whole or not at all, for its owner alone: beside it, then renamed.
 * @throws `STS_FILE_REFUSED`
 */
export function writeSecretFile(file: string, text: string): void {
  checkPlace(file);
  const fresh = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const descriptor = openSync(fresh, 'wx', 0o600);
    try {
      fchmodSync(descriptor, 0o600);
      writeFileSync(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw refused(file, reason(error));
  }
}

/**
 * Adds to a file, which is made when it is not there.
 * @throws `STS_FILE_REFUSED`
 */
export function appendToFile(file: string, text: string): void {
  checkPlace(file);
  try {
    const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW = 0 } = constants;
    const descriptor = openSync(file, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, 0o600);
    try {
      writeFileSync(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw refused(file, reason(error));
  }
}

function checkPlace(file: string): void {
  let stats;
  try {
    stats = lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    throw refused(file, reason(error));
  }
  if (stats === undefined || stats.isFile()) return;
  throw refused(file, stats.isSymbolicLink() ? 'it is a link, and secrets would go where it leads' : 'it is no plain file');
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'its folder is not there';
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS' ? 'it may not be written' : message;
}

function refused(file: string, why: string): StsError {
  return new StsError({
    code: 'STS_FILE_REFUSED',
    message: `${file} is not written: ${why}.`,
    hint: 'Nothing was written. Name another file, or remove what is there.',
  });
}
