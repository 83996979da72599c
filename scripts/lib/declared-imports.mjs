import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './command.mjs';

/** `from '…'`, `import '…'`, `import('…')` and `<reference types="…" />`. */
const IMPORTED = /\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]|<reference\s+types=["']([^"']+)["']/g;

/**
 * Whether all that the declarations in a tarball import is there with everybody who installs it: Node.js itself, a
 * dependency, or a peer that is not optional. In the workspace a compiler finds more than that.
 * @returns exit code and, by line, what is not there
 */
export async function checkDeclarations(tarball, folder) {
  mkdirSync(folder, { recursive: true });
  const unpacked = await run('tar', ['-xzf', path.basename(tarball), '-C', folder], { cwd: path.dirname(tarball), quiet: true });
  if (unpacked.code !== 0) return unpacked;
  const root = path.join(folder, 'package');
  const files = readdirSync(root, { recursive: true }).filter((file) => /\.d\.[cm]?ts$/.test(file));
  const isThere = namesThere(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
  const wrong = files.flatMap((file) =>
    importsOf(readFileSync(path.join(root, file), 'utf8'))
      .filter((name) => !isThere(name))
      .map((name) => `${file} imports ${name}, which users of the package need not have\n`),
  );
  return { code: wrong.length === 0 ? 0 : 1, output: wrong.join('') };
}

function importsOf(text) {
  const code = text.replaceAll(/\/\*[^]*?\*\//g, '');
  return [...code.matchAll(IMPORTED)].map(([, imported, referenced]) => imported ?? referenced);
}

function namesThere({ dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} }) {
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  const names = new Set([...Object.keys(dependencies), ...peers]);
  return (name) => /^(?:\.|node:)/.test(name) || names.has(/^(?:@[^/]+\/)?[^/]+/.exec(name)[0]);
}
