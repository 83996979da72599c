import path from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { coloursFor } from '../../colours.js';
import type { Change } from './change.js';

/** A change as people read it. */
export function showDiff({ file, before, after }: Change): string {
  const { green, red, dim } = coloursFor(process.stdout, process.env);
  const name = path.relative(process.cwd(), file);
  const from = before === undefined ? '/dev/null' : name;
  const lines = createTwoFilesPatch(from, name, before ?? '', after, undefined, undefined, { context: 2 })
    .split('\n')
    .slice(1);
  return lines
    .map((line) =>
      /^(?:---|\+\+\+|@@)/.test(line) ? dim(line) : line.startsWith('+') ? green(line) : line.startsWith('-') ? red(line) : line,
    )
    .join('\n');
}
