// All static checks, one after another; each that fails is shown whole, and the rest runs all the same.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run, tool } from './lib/command.mjs';
import { checkDeclarations } from './lib/declared-imports.mjs';
import { packAll, publicPackages } from './lib/packages.mjs';
import { say, step } from './lib/steps.mjs';

const tarballs = mkdtempSync(path.join(tmpdir(), 'sts-check-'));
process.once('exit', () => rmSync(tarballs, { recursive: true, force: true }));

/**
 * Are the types wrong, also for those who read only `main` and `types` (`module: commonjs`)? Two rules do not fit:
 * `@sts/vitest` is ESM only, as Vitest is, and Jest wants the environment as the default export of a CommonJS module,
 * beside the named one.
 */
const ATTW_RULES = ['cjs-resolves-to-esm', 'cjs-only-exports-default', 'false-export-default'];

/** These hosts want a default export from a CommonJS module, which is a warning everywhere else. */
const HAS_DEFAULT_FOR_HOST = new Set(['@sts/jest-env', '@sts/playwright', '@sts/cucumber']);

let failed = 0;
await check('Types and build', process.execPath, ['scripts/build.mjs']);
await check('Types of e2e', tool('tsc'), ['-p', 'e2e']);
await check('Types of the matrix', tool('tsc'), ['-p', 'matrix']);
await check('Tables of what is supported', process.execPath, ['matrix/src/main.ts', '--check']);
await check('Types of the tests', tool('tsc'), ['-p', 'tsconfig.test.json']);
await check('Lint', tool('oxlint'), ['--deny-warnings']);
await check('Format', tool('oxfmt'), ['--check']);
await check('Unused files, exports and dependencies', tool('knip'), ['--no-progress']);
await checked('Every package packs', packAll(tarballs));
for (const { manifest } of publicPackages()) {
  const name = manifest.name.replace('@', '').replace('/', '-');
  const tarball = path.join(tarballs, `${name}-${manifest.version}.tgz`);
  await check(`${manifest.name}: package.json`, tool('publint'), [
    tarball,
    ...(HAS_DEFAULT_FOR_HOST.has(manifest.name) ? [] : ['--strict']),
  ]);
  await check(`${manifest.name}: types for every way to import it`, tool('attw'), [tarball, '--ignore-rules', ...ATTW_RULES]);
  await checked(`${manifest.name}: imports of its declarations`, checkDeclarations(tarball, path.join(tarballs, name)));
}
process.exitCode = failed === 0 ? 0 : 1;

async function check(title, program, args) {
  await checked(title, run(program, args, { quiet: true }));
}

async function checked(title, running) {
  step(title);
  const { code, output } = await running;
  if (code === 0) return;
  failed++;
  say(`FAILED\n${output}`);
}
