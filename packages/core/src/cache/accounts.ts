import { join } from 'node:path';
import { sawFile } from '../loading/index.js';
import { cacheKey } from './key.js';
import { ensureFolder, readPrivate, writePrivate } from './private-files.js';

/** The account of source credentials that was kept in a folder, if any. */
export function keptAccount(folder: string | undefined, key: readonly unknown[]): string | undefined {
  if (folder === undefined) return undefined;
  const file = fileOf(folder, key);
  sawFile(file);
  const text = readPrivate(file);
  if (text === undefined) return undefined;
  try {
    const { accountId } = JSON.parse(text) as { accountId?: unknown };
    return typeof accountId === 'string' && /^\d{12}$/.test(accountId) ? accountId : undefined;
  } catch {
    // Cut short, or not ours: it is asked again, and written anew.
    return undefined;
  }
}

/** Keeps the account of source credentials; it never changes. */
export function keepAccount(folder: string | undefined, key: readonly unknown[], accountId: string): void {
  if (folder !== undefined && ensureFolder(folder)) writePrivate(fileOf(folder, key), JSON.stringify({ accountId }));
}

function fileOf(folder: string, key: readonly unknown[]): string {
  return join(folder, `${cacheKey(key)}.account.json`);
}
