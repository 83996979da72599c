import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pnpm, ROOT, run } from './command.mjs';

/** The public packages: folder and manifest. */
export function publicPackages() {
  const parent = path.join(ROOT, 'packages');
  return readdirSync(parent)
    .map((name) => path.join(parent, name))
    .map((dir) => ({ dir, manifest: JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8')) }))
    .filter(({ manifest }) => manifest.private !== true);
}

/**
 * Writes the tarballs of all public packages into a folder, as they would be published.
 * @returns exit code and output
 */
export function packAll(folder) {
  const [command, first] = pnpm();
  // All in one: to start pnpm takes longer than to pack.
  return run(command, [...first, '--recursive', '--filter', './packages/*', 'pack', '--pack-destination', folder], { quiet: true });
}
