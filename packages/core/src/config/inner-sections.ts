import { afterSpaces, keyEnd, keyName, match } from './fine-values.js';

/** A key of a mapping with all that belongs to it. */
export interface Section {
  name: string;
  start: number;
  end: number;
}

const NO_VALUE = /(?: +#[^\n]*| *)\n/y;
const BLANK = / *(?:#[^\n]*)?\n/y;
const ITEM = /-[ \n]/y;

/**
 * The keys of the block mapping that a key has for its value; `undefined` where its value is anything else.
 *
 * @param text has from `start`, where the line of the key starts, to `end` nothing but what `surelyFine` knows
 */
export function innerSections(text: string, start: number, end: number): Section[] | undefined {
  const outer = afterSpaces(text, start);
  const colon = keyEnd(text, outer);
  let first = colon === -1 ? -1 : match(NO_VALUE, text, colon);
  if (first === -1) return undefined;
  for (let next = match(BLANK, text, first); next !== -1 && first < end; next = match(BLANK, text, first)) first = next;
  const indent = afterSpaces(text, first) - first;
  return first < end && indent > outer - start ? keysAt(text, first, end, indent) : undefined;
}

/** Values on lines of their own, and comments between them, are indented deeper, or are items. */
function keysAt(text: string, first: number, end: number, indent: number): Section[] | undefined {
  const sections: Section[] = [];
  const nextKey = new RegExp(`\n {${indent}}(?=[^ \n#])`, 'g');
  for (let start = first; start < end;) {
    const at = start + indent;
    const isItem = match(ITEM, text, at) !== -1;
    const colon = isItem ? -1 : keyEnd(text, at);
    const last = sections.at(-1);
    if (colon !== -1) {
      if (last !== undefined) last.end = start;
      sections.push({ name: keyName(text, at, colon), start, end });
    } else if (!isItem || last === undefined) {
      return undefined;
    }
    nextKey.lastIndex = start;
    start = nextKey.test(text) ? nextKey.lastIndex - indent : end;
  }
  return sections;
}
