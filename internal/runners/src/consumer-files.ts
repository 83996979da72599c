/** Where a consumer's code notes who it is. */
export const PLACES = ['setup file', 'imported module', 'top level', 'hook', 'test', 'child process'] as const;

/** One of the places. */
export type Place = (typeof PLACES)[number];

/** How many test files a consumer has. */
export const FILES = 6;

const NOTE = `const { appendFileSync } = require('node:fs');
const { join } = require('node:path');

exports.note = (file, place) => {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(AWS|STS)_/.test(name)));
  appendFileSync(join(__dirname, 'report.ndjson'), JSON.stringify({ file, place, pid: process.pid, node: process.version, env }) + '\\n');
};
`;

const KID = `require('./note.cjs').note(process.argv[2], 'child process');
`;

const BODY = (file: string): string => `
note('${file}', 'top level');
beforeAll(() => note('${file}', 'hook'));
it('notes who it is', () => {
  note('${file}', 'test');
  execFileSync(process.execPath, [path.join(ROOT, 'kid.cjs'), '${file}'], { cwd: ROOT });
});
`;

const COMMON_JS = (file: string, root: string): string => `const { execFileSync } = require('node:child_process');
const path = require('node:path');
const ROOT = path.resolve(__dirname, '${root}');
const { note } = require(path.join(ROOT, 'note.cjs'));
require('./imported.cjs');
${BODY(file)}`;

const MODULE = (file: string, root: string): string => `import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import './imported.mjs';
const ROOT = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname.replaceAll('%20', ' ')), '${root}');
const { note } = createRequire(import.meta.url)(path.join(ROOT, 'note.cjs'));
${BODY(file)}`;

/** Mocha's names for the hooks differ. */
const MOCHA = (text: string): string => text.replace('beforeAll(', 'before(');

/** What every consumer has. */
export const SHARED_FILES: Readonly<Record<string, string>> = { 'note.cjs': NOTE, 'kid.cjs': KID };

/** A setup file, as Jest and Vitest know them. */
export function setupFile(root = '.'): Record<string, string> {
  return { 'setup.cjs': `require('${root}/note.cjs').note('all', 'setup file');\n` };
}

/** Test files that note who they are at every place. */
export function specFiles(kind: 'jest' | 'vitest' | 'mocha' | 'mocha-esm', folder = 'spec', count: number = FILES): Record<string, string> {
  const esm = kind === 'vitest' || kind === 'mocha-esm';
  const extension = esm ? 'mjs' : 'cjs';
  const root = folder
    .split('/')
    .map(() => '..')
    .join('/');
  const write = (file: string): string => {
    const text = esm ? MODULE(file, root) : COMMON_JS(file, root);
    return kind.startsWith('mocha') ? MOCHA(text) : text;
  };
  const specs = Array.from({ length: count }, (_, index) => `${folder}-${index}`);
  const imported = esm
    ? `import { createRequire } from 'node:module';\ncreateRequire(import.meta.url)('${root}/note.cjs').note('all', 'imported module');\n`
    : `require('${root}/note.cjs').note('all', 'imported module');\n`;
  return {
    [`${folder}/imported.${extension}`]: imported,
    ...Object.fromEntries(specs.map((file) => [`${folder}/${file.replaceAll('/', '-')}.test.${extension}`, write(file)])),
  };
}

/** The same files for a runner whose names are not there by themselves: with a line before each test file. */
export function withFirstLine(files: Readonly<Record<string, string>>, line: string): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, name.includes('.test.') ? `${line}\n${text}` : text]));
}
