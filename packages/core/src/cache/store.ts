import path from 'node:path';
import { rmSync } from 'node:fs';
import { type Answer, readAnswer, readRefusal, type Refusal, writeAnswer, writeRefusal } from './answers.js';
import { ensureFolder, readPrivate, writePrivate } from './private-files.js';
import { noteRefusal } from './refusals-met.js';
import { sweep } from './sweep.js';

/** Where the answers to one key are kept. Reading and writing may throw `STS_CACHE_UNSAFE`. */
export interface Store {
  answer(): Answer | undefined;
  refusal(): Refusal | undefined;
  /** Both return whether it could be kept. An answer takes the place of a refusal, and the other way round. */
  keepAnswer(answer: Answer): boolean;
  keepRefusal(refusal: Refusal): boolean;
}

/** The files of one key in a folder that exists. */
export function fileStore(folder: string, key: string): Store {
  const answerFile = path.join(folder, `${key}.json`);
  const refusalFile = path.join(folder, `${key}.refused.json`);
  const read = <T>(file: string, parse: (key: string, text: string) => T | undefined): T | undefined => {
    const text = readPrivate(file);
    return text === undefined ? undefined : parse(key, text);
  };
  return {
    answer: () => read(answerFile, readAnswer),
    refusal: () => {
      const refusal = read(refusalFile, readRefusal);
      if (refusal !== undefined) noteRefusal(refusalFile);
      return refusal;
    },
    keepAnswer: (answer) => {
      const kept = writePrivate(answerFile, writeAnswer(key, answer));
      rmSync(refusalFile, { force: true });
      sweep(folder, answer.madeAt);
      return kept;
    },
    keepRefusal: (refusal) => {
      const kept = writePrivate(refusalFile, writeRefusal(key, refusal));
      noteRefusal(refusalFile);
      // An old answer is not to be found again after a refusal.
      rmSync(answerFile, { force: true });
      return kept;
    },
  };
}

/** A folder that is safe to use, made if need be; `undefined` where none can be. */
export function openFolder(folder: string | undefined): string | undefined {
  return folder !== undefined && ensureFolder(folder) ? folder : undefined;
}
