import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { crypto } from '../loading/index.js';
import { basename, dirname, join } from 'node:path';
import { StsError } from '../errors/index.js';

/** Nothing that we write is larger; what is larger is not ours. */
const MAX_BYTES = 256 * 1024;
/** Windows has neither owner ids nor modes: there the profile's own access list protects the folder. */
const HAS_MODES = process.platform !== 'win32';
/** What a disk without hard links answers. */
const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EXDEV', 'EISDIR', 'EINVAL']);
/** What an unwritable place answers; the cache is done without then. */
const NO_PLACE = new Set(['EROFS', 'EACCES', 'EPERM', 'ENOSPC', 'ENOTDIR', 'EDQUOT', 'EIO', 'ENOENT', 'EEXIST']);

/**
 * Makes the folder, for its owner alone.
 * @returns whether there is a folder to work in; a read-only or full disk has none
 * @throws `STS_CACHE_UNSAFE` when it is a link, somebody else's, or open to others
 */
export function ensureFolder(folder: string): boolean {
  const stats = statsOf(folder) ?? statsOfMade(folder);
  if (stats === undefined) return false;
  if (!stats.isDirectory()) throw unsafe(folder, stats.isSymbolicLink() ? 'is a link' : 'is not a folder');
  checkOwner(folder, stats);
  return true;
}

/**
 * Reads a file of ours; `undefined` when there is none.
 * @throws `STS_CACHE_UNSAFE` as for the folder
 */
export function readPrivate(file: string): string | undefined {
  return readGuarded(file, 0o077);
}

/**
 * The same, for a file that others may have rights to.
 * @param forbidden the rights that nobody else may have
 * @param hint what to do about a file that is not safe
 */
export function readGuarded(file: string, forbidden: number, hint?: string): string | undefined {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (!stats.isFile()) throw unsafe(file, stats.isSymbolicLink() ? 'is a link' : 'is not a file', hint);
  checkOwner(file, stats, forbidden, hint);
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    if (code === 'ELOOP') throw unsafe(file, 'is a link', hint);
    return undefined;
  }
  try {
    const opened = fstatSync(descriptor);
    checkOwner(file, opened, forbidden, hint);
    return opened.size > MAX_BYTES ? undefined : readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Writes a file whole or not at all: to a temporary one beside it, made fresh for its owner alone, then renamed. Not
 * synced: what a system that fell over leaves cut short is as good as none, and its key is gone with the boot.
 * @returns whether it could be written
 */
export function writePrivate(file: string, text: string, mode: number = 0o600): boolean {
  const temporary = temporaryFor(file);
  try {
    const descriptor = openSync(temporary, 'wx', mode);
    try {
      writeFileSync(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
    return true;
  } catch (error) {
    removeIfPossible(temporary);
    if (isNoPlace(error)) return false;
    throw error;
  }
}

/**
 * Makes a file that must not exist yet, whole from its first moment: it is written beside, and given its name by a link. A
 * disk without links gets it written in place.
 * @returns `false` when it exists, `undefined` when it cannot be made at all
 */
export function createExclusive(file: string, text: string): boolean | undefined {
  const temporary = temporaryFor(file);
  try {
    writeFileSync(temporary, text, { flag: 'wx', mode: 0o600 });
    try {
      linkSync(temporary, file);
    } catch (error) {
      if (!NO_LINKS.has(codeOf(error) ?? '')) throw error;
      writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (isNoPlace(error)) return undefined;
    throw error;
  } finally {
    removeIfPossible(temporary);
  }
}

function temporaryFor(file: string): string {
  return join(dirname(file), `.${basename(file)}.${process.pid}.${crypto().randomBytes(6).toString('hex')}.tmp`);
}

function removeIfPossible(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The sweep will.
  }
}

function checkOwner(file: string, stats: Stats, forbidden: number = 0o077, hint?: string): void {
  if (!HAS_MODES) return;
  if (process.getuid !== undefined && stats.uid !== process.getuid()) {
    throw unsafe(file, `belongs to user ${stats.uid}, and this is user ${process.getuid()}`, hint);
  }
  if ((stats.mode & forbidden) !== 0)
    throw unsafe(file, `is open to others (mode ${(stats.mode & 0o777).toString(8).padStart(4, '0')})`, hint);
}

function unsafe(file: string, why: string, hint?: string): StsError {
  return new StsError({
    code: 'STS_CACHE_UNSAFE',
    message: `The cache is not used: ${file} ${why}.`,
    hint: hint ?? `Remove it (rm -r ${JSON.stringify(file)}); it is made again for its owner alone. Or go without: STS_CACHE=0`,
  });
}

/**
 * The folder for its owner alone, those above it as usual. Not `recursive`: that never ends where a folder that exists
 * answers ENOENT, as those under /proc do.
 */
function makeFolders(folder: string, mode: number = 0o700): void {
  if (makeFolder(folder, mode)) return;
  makeFolders(dirname(folder), 0o777);
  makeFolder(folder, mode);
}

/** `false` when the folder above is missing. Another process may make the same at the same time. */
function makeFolder(folder: string, mode: number): boolean {
  try {
    mkdirSync(folder, { mode });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return true;
    if (codeOf(error) === 'ENOENT' && dirname(folder) !== folder) return false;
    throw error;
  }
}

function statsOfMade(folder: string): Stats | undefined {
  try {
    makeFolders(folder);
  } catch (error) {
    if (!isNoPlace(error)) throw error;
  }
  return statsOf(folder);
}

/** What is at a path. A file on the way, or a folder that may not be searched, is an error for `lstat`; for us there is nothing. */
export function statsOf(folder: string): Stats | undefined {
  try {
    return lstatSync(folder, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function isNoPlace(error: unknown): boolean {
  return NO_PLACE.has(codeOf(error) ?? '');
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
