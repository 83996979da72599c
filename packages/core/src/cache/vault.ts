import { debug } from '../loading/index.js';
import type { Env } from '../source/index.js';
import { cacheKey } from './key.js';
import { ensureFolder } from './private-files.js';
import { seal, unseal } from './seal.js';
import { sealingKey } from './sealing-key.js';

/** A folder for what may be read only where its key is: on this machine, by this user, until the next boot. */
export interface Vault {
  folder: string;
  /** The name of what is kept under a key. Who has another sealing key finds other names, and waits for nobody in vain. */
  name(key: string): string;
  seal(name: string, text: string): string;
  /** `undefined` for what was not sealed here under this name. */
  unseal(name: string, sealed: string): string | undefined;
}

/** Where answers are to be kept. */
export interface VaultPlace {
  /** Folder of the cache; `undefined` when there is to be none. */
  folder: string | undefined;
  /** The project, in which no key may lie. */
  projectDir: string;
  env: Env;
}

/**
 * Opens the place, made if need be; `undefined` where nothing can be kept.
 * @throws `STS_CACHE_UNSAFE` when the folder is a link, somebody else's, or open to others
 */
export function openVault({ folder, projectDir, env }: VaultPlace): Vault | undefined {
  if (folder === undefined) return undefined;
  if (!ensureFolder(folder)) {
    debug(`no cache: ${folder} cannot be made`);
    return undefined;
  }
  const key = sealingKey(env, projectDir);
  if (key === undefined) {
    debug('no cache across processes and runs: there is no place for its key');
    return undefined;
  }
  return {
    folder,
    name: (answerKey) => cacheKey([answerKey, key.toString('base64')]),
    seal: (name, text) => seal(key, name, text),
    unseal: (name, sealed) => unseal(key, name, sealed),
  };
}
