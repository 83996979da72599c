import { linkSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { crypto, debug } from '../loading/index.js';
import type { Env } from '../source/index.js';
import { thisBoot } from './boot.js';
import { createExclusive, readPrivate, writePrivate } from './private-files.js';
import { runtimeFolder } from './runtime-folder.js';

const BYTES = 32;

/**
 * The random key that seals what is kept in a project, made when there is none. It lies outside the project, in the user's
 * runtime folder, and counts until the next boot.
 * @returns `undefined` where no key can be had or kept
 */
export function sealingKey(env: Env, projectDir: string): Buffer | undefined {
  const folder = runtimeFolder(env, projectDir);
  if (folder === undefined) return undefined;
  const file = join(folder, `key-${thisBoot()}`);
  const key = readKey(file) ?? makeKey(folder, file);
  if (key === undefined) debug(`no key for the cache: ${file} cannot be made or read`);
  return key;
}

function readKey(file: string): Buffer | undefined {
  try {
    const text = readPrivate(file);
    const key = text === undefined ? undefined : Buffer.from(text, 'base64');
    return key?.length === BYTES ? key : undefined;
  } catch (error) {
    debug(`no key for the cache: ${(error as Error).message}`);
    return undefined;
  }
}

/** Whole or not at all, and one for all who make it at the same time: a link fails where there is one by now. */
function makeKey(folder: string, file: string): Buffer | undefined {
  const text = crypto().randomBytes(BYTES).toString('base64');
  const fresh = join(folder, `.${crypto().randomBytes(8).toString('hex')}.tmp`);
  if (!writePrivate(fresh, text)) return undefined;
  try {
    linkSync(fresh, file);
    removeOthers(folder, file);
  } catch (error) {
    // Made by another; or a file system without links.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') createExclusive(file, text);
  } finally {
    rmSync(fresh, { force: true });
  }
  return readKey(file);
}

/** Keys from before the last boot. */
function removeOthers(folder: string, file: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith('key-') && name !== basename(file)) rmSync(join(folder, name), { force: true });
  }
}
