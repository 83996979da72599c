import { afterSpaces, blankEnd, isItem, keyEnd, keyName, lineRestEnd } from './fine-values.js';

/** A key of a mapping with all that belongs to it. */
export interface Section {
  name: string;
  start: number;
  end: number;
}

/**
 * The keys of the block mapping that a key has for its value; `undefined` where its value is anything else.
 *
 * @param text has from `start`, where the line of the key starts, to `end` nothing but what `surelyFine` knows
 */
export function innerSections(text: string, start: number, end: number): Section[] | undefined {
  const outer = afterSpaces(text, start);
  const colon = keyEnd(text, outer);
  const below = colon === -1 ? -1 : lineRestEnd(text, colon);
  if (below === -1) return undefined;
  const first = blankEnd(text, below);
  const indent = afterSpaces(text, first) - first;
  return first < end && indent > outer - start ? keysAt(text, first, end, indent) : undefined;
}

/** Values on lines of their own, and comments between them, are indented deeper, or are items. */
function keysAt(text: string, first: number, end: number, indent: number): Section[] | undefined {
  const sections: Section[] = [];
  const nextKey = new RegExp(`\n {${indent}}(?=[^ \n#])`, 'g');
  for (let start = first; start < end;) {
    const at = start + indent;
    const isDash = isItem(text, at);
    const colon = isDash ? -1 : keyEnd(text, at);
    const last = sections.at(-1);
    if (colon !== -1) {
      if (last !== undefined) last.end = start;
      sections.push({ name: keyName(text, at, colon), start, end });
    } else if (!isDash || last === undefined) {
      return undefined;
    }
    nextKey.lastIndex = start;
    start = nextKey.test(text) ? nextKey.lastIndex - indent : end;
  }
  return sections;
}
