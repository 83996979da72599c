import { statSync } from 'node:fs';
import { sawFile } from '../loading/index.js';

/** What is at a path, links followed. */
export function kindOf(file: string): 'file' | 'other' | 'none' {
  sawFile(file);
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    return stats === undefined ? 'none' : stats.isFile() ? 'file' : 'other';
  } catch {
    // A file where a folder should be, or a folder that may not be searched.
    return 'none';
  }
}
