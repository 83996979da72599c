import { join } from 'node:path';
import { readPrivate, writePrivate } from './private-files.js';
import type { Vault } from './vault.js';

/** What a start noted for the next one; sealed, so that nobody else can have written it. */
export function keptNote(vault: Vault, key: string): string | undefined {
  const name = vault.name(key);
  const sealed = readPrivate(fileOf(vault, name));
  return sealed === undefined ? undefined : vault.unseal(name, sealed);
}

/** Keeps a note; where it cannot be kept, the next start does without. */
export function keepNote(vault: Vault, key: string, text: string): void {
  const name = vault.name(key);
  writePrivate(fileOf(vault, name), vault.seal(name, text));
}

function fileOf(vault: Vault, name: string): string {
  return join(vault.folder, `${name}.start.json`);
}
