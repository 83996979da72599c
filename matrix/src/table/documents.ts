import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ADDITIONS, MATRIX, TOOLS } from '../data.ts';
import { fullTable, shortTable } from './tables.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const BEGIN = '<!-- supported: written by npm run test:matrix -->';
const END = '<!-- /supported -->';

/** The documents that hold a table, and the table that is to be in them. */
const DOCUMENTS: Readonly<Record<string, () => string>> = {
  'README.md': () => shortTable(MATRIX),
  'docs/support.md': () => fullTable(MATRIX, TOOLS, ADDITIONS),
};

/** The documents whose table is not what the data says. */
export function outdated(): string[] {
  return Object.keys(DOCUMENTS).filter((file) => {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    return withTable(text, file) !== text;
  });
}

/** Writes the tables. @returns the documents that changed */
export function writeTables(): string[] {
  const files = outdated();
  for (const file of files) {
    const place = path.join(ROOT, file);
    writeFileSync(place, withTable(readFileSync(place, 'utf8'), file));
  }
  return files;
}

function withTable(text: string, file: string): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${file} has no place for the table, between ${BEGIN} and ${END}`);
  return `${text.slice(0, begin)}${BEGIN}\n${DOCUMENTS[file]?.()}\n${text.slice(end)}`;
}
