import { join } from 'node:path';
import { isStsError } from '../errors/index.js';
import { ensureFolder, readPrivate, writePrivate } from './private-files.js';

const NAME = 'checked.json';
/** A project has few large configurations. */
const MOST = 20;

/** The state in which a configuration was found to be well-formed, if one is kept in a folder. */
export function checkedState(folder: string | undefined, file: string): string | undefined {
  return folder === undefined ? undefined : statesIn(folder)[file];
}

/** Keeps the state in which a configuration was found to be well-formed. Where it cannot be kept, it is checked again. */
export function keepCheckedState(folder: string | undefined, file: string, state: string): void {
  if (folder === undefined) return;
  try {
    if (!ensureFolder(folder)) return;
    const others = Object.entries(statesIn(folder)).filter(([name]) => name !== file);
    writePrivate(join(folder, NAME), JSON.stringify(Object.fromEntries([...others, [file, state]].slice(-MOST))));
  } catch (error) {
    // A folder that is not safe is told where the credentials are kept.
    if (!isStsError(error, 'STS_CACHE_UNSAFE')) throw error;
  }
}

function statesIn(folder: string): Record<string, string> {
  try {
    const states = JSON.parse(readPrivate(join(folder, NAME)) ?? '{}') as unknown;
    return typeof states === 'object' && states !== null ? (states as Record<string, string>) : {};
  } catch {
    // Not safe, cut short, or not ours.
    return {};
  }
}
