import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './command.mjs';

/** The public packages: folder and manifest. */
export function publicPackages() {
  const parent = path.join(ROOT, 'packages');
  return readdirSync(parent)
    .map((name) => path.join(parent, name))
    .map((dir) => ({ dir, manifest: JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8')) }))
    .filter(({ manifest }) => manifest.private !== true);
}
