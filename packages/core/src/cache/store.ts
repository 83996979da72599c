import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { type Answer, readAnswer, readRefusal, type Refusal, writeAnswer, writeRefusal } from './answers.js';
import { readPrivate, writePrivate } from './private-files.js';
import { noteRefusal } from './refusals-met.js';
import { sweep } from './sweep.js';
import type { Vault } from './vault.js';

/** Where the answers to one key are kept. Reading and writing may throw `STS_CACHE_UNSAFE`. */
export interface Store {
  answer(): Answer | undefined;
  refusal(): Refusal | undefined;
  /** Both return whether it could be kept. An answer takes the place of a refusal, and the other way round. */
  keepAnswer(answer: Answer): boolean;
  keepRefusal(refusal: Refusal): boolean;
}

/** The files of one name in a vault. */
export function fileStore(vault: Vault, name: string): Store {
  const answerFile = join(vault.folder, `${name}.json`);
  const refusalFile = join(vault.folder, `${name}.refused.json`);
  return {
    answer: () => {
      const text = openSealed(vault, name, answerFile);
      return text === undefined ? undefined : readAnswer(text);
    },
    refusal: () => {
      const text = openSealed(vault, name, refusalFile);
      const refusal = text === undefined ? undefined : readRefusal(text);
      if (refusal !== undefined) noteRefusal(refusalFile);
      return refusal;
    },
    keepAnswer: (answer) => {
      const kept = writePrivate(answerFile, vault.seal(name, writeAnswer(answer)));
      rmSync(refusalFile, { force: true });
      sweep(vault.folder, answer.madeAt);
      return kept;
    },
    keepRefusal: (refusal) => {
      const kept = writePrivate(refusalFile, vault.seal(name, writeRefusal(refusal)));
      noteRefusal(refusalFile);
      // An old answer is not to be found again after a refusal.
      rmSync(answerFile, { force: true });
      return kept;
    },
  };
}

function openSealed(vault: Vault, name: string, file: string): string | undefined {
  const sealed = readPrivate(file);
  return sealed === undefined ? undefined : vault.unseal(name, sealed);
}
