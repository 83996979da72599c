import { type Exports, exportsOf, readDataFile } from '../config/index.js';
import type { Lookups, Question } from '../lookups/index.js';

/** How `${file(…)}` gets at files. */
interface FileReader {
  data: (file: string) => { content: unknown } | undefined;
  program: (file: string) => Question<Exports> | undefined;
}

/** Reads files, and takes note of them. */
export function fileReader(lookups: Lookups, noteFile: (file: string) => void): FileReader {
  return {
    data: (file) => {
      noteFile(file);
      return readDataFile(file);
    },
    program: (file) => {
      noteFile(file);
      return exportsOf(file, { lookups, noteFile });
    },
  };
}
