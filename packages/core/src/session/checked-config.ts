import path from 'node:path';
import { cacheFolder, checkedState, keepCheckedState } from '../cache/index.js';
import type { EarlyOptions } from './early-options.js';

/** Remembers in which state a large configuration was found to be well-formed. */
export class CheckedConfig {
  private readonly early: EarlyOptions;
  private found: { file: string; state: string } | undefined;

  constructor(early: EarlyOptions) {
    this.early = early;
  }

  state(file: string): string | undefined {
    return checkedState(this.folder(path.dirname(file)), file);
  }

  note(file: string, state: string): void {
    this.found = { file, state };
  }

  /** Keeps it, where the cache turned out to be where it was looked for before the configuration was read. */
  keep(cache: boolean | string, baseDir: string): void {
    const folder = cacheFolder(cache, baseDir);
    if (this.found !== undefined && folder === this.folder(baseDir)) keepCheckedState(folder, this.found.file, this.found.state);
  }

  private folder(dir: string): string | undefined {
    const cache = this.early.value('cache') ?? true;
    return typeof cache === 'boolean' || typeof cache === 'string' ? cacheFolder(cache, dir) : undefined;
  }
}
