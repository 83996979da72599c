import path from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { coloursFor } from '../../colours.js';
import type { Change } from './change.js';

/** A change as people read it. */
export function showDiff({ file, before, after }: Change): string {
  const { green, red, dim } = coloursFor(process.stdout, process.env);
  const name = path.relative(process.cwd(), file);
  const from = before === undefined ? '/dev/null' : name;
  const lines = createTwoFilesPatch(from, name, before ?? '', after, undefined, undefined, { context: 2 }).split('\n');
  const colour = (line: string): string => {
    if (/^(?:---|\+\+\+|@@)/.test(line)) return dim(line);
    return line.startsWith('+') ? green(line) : line.startsWith('-') ? red(line) : line;
  };
  const begin = lines.findIndex((line) => line.startsWith('---'));
  return lines
    .slice(begin)
    .map((line) => colour(line))
    .join('\n');
}
