import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from './at-end.js';

/** Homes to the undo of their removal at the end of this process. */
const homes = new Map<string, () => void>();

/** A new empty folder to be somebody's home. It is gone when this process ends, at the latest. */
export function makeHome(): string {
  const home = mkdtempSync(join(realpathSync(tmpdir()), 'sts home-'));
  homes.set(
    home,
    atEnd(() => rmSync(home, { recursive: true, force: true })),
  );
  return home;
}

export async function removeHome(home: string): Promise<void> {
  // Windows holds a file for a moment after the process that had it open is gone: `rm` waits that out.
  await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  homes.get(home)?.();
  homes.delete(home);
}
