import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';

/** A project in a temporary folder, made by `seed`. */
export class Project {
  /** Absolute path of the project's folder, links resolved. */
  readonly dir: string;
  readonly #root: string;

  constructor(root: string, dir: string) {
    this.#root = root;
    this.dir = dir;
  }

  /** The absolute path of something inside the project. Throws a `TypeError` when it would lie outside. */
  path(...parts: readonly string[]): string {
    const path = join(this.dir, ...parts);
    const inside = relative(this.dir, path);
    if (isAbsolute(inside) || inside === '..' || inside.startsWith(`..${sep}`)) {
      throw new TypeError(`${parts.join('/')} is outside of the project`);
    }
    return path;
  }

  /** The text of a file. */
  read(file: string): Promise<string> {
    return readFile(this.path(file), 'utf8');
  }

  /** Writes a file and the folders above it; an object is written as indented JSON. */
  async write(file: string, content: string | object): Promise<void> {
    const path = this.path(file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
  }

  /**
   * Every file of the project, or of one folder of it: sorted paths from the project's folder, with `/`.
   * A link is listed by its own name and not followed. A folder that is not there has no files.
   */
  async list(sub = '.'): Promise<string[]> {
    const entries = await readdir(this.path(sub), { recursive: true, withFileTypes: true }).catch(absentIsEmpty);
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(this.dir, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .toSorted();
  }

  /** Removes the project and the folder that was made for it. What its links point to stays. */
  remove(): Promise<void> {
    // Windows holds a file for a moment after the process that had it open is gone: `rm` waits that out.
    return rm(this.#root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.remove();
  }
}

function absentIsEmpty(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
