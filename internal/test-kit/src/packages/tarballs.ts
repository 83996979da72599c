import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A packed package, as `npm run pack` leaves it. */
export interface Tarball {
  /** `@sts/core` */
  packageName: string;
  /** What package.json says to install it: `file:` and the absolute path. */
  spec: string;
  /** SHA-256 of its content. */
  digest: string;
}

/** `sts-core-0.1.0.tgz`: scope, name, version. */
const FILE_NAME = /^sts-(?<name>[a-z][a-z-]*?)-\d+\.\d+\.\d+[^/]*\.tgz$/;

/**
 * The tarballs of our packages in a folder, by package name.
 * @throws when there is none, or two of one package
 */
export async function readTarballs(folder: string): Promise<Map<string, Tarball>> {
  const tarballs = new Map<string, Tarball>();
  for (const file of (await namesIn(folder)).toSorted()) {
    const name = FILE_NAME.exec(file)?.groups?.['name'];
    if (name === undefined) continue;
    const packageName = `@sts/${name}`;
    const path = join(folder, file);
    if (tarballs.has(packageName)) throw new Error(`${folder} holds two tarballs of ${packageName}: remove the old one`);
    const digest = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    tarballs.set(packageName, { packageName, spec: `file:${path}`, digest });
  }
  if (tarballs.size === 0) throw new Error(`${folder} holds no tarballs: make them with "npm run pack"`);
  return tarballs;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
