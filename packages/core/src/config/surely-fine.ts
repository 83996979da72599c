import { afterSpaces, blockScalarEnd, flowEnd, keyEnd, keyName, nothingEnd, scalarEnd } from './fine-values.js';

const LINE_FEED = 10;
const SPACE = 32;
const EXCLAMATION = 33;
const HASH = 35;
const DASH = 45;

/** On longer lines a regular expression could need more room than it has. */
const MAX_LINE = 4096;
/** Well below js-yaml's own limit of 100. */
const MAX_DEPTH = 40;

/** An open mapping, with its keys, or an open sequence. */
interface Level {
  readonly indent: number;
  readonly depth: number;
  readonly keys: Set<string> | undefined;
  readonly outer: Level | undefined;
}

/** Around everything: no entry has its indent. */
const OUTERMOST: Level = { indent: -1, depth: 0, keys: undefined, outer: undefined };

/** What a line may bring that the one before left out: the value of a key, or of a dash. */
type Gap = 'none' | 'value' | 'item';

/**
 * Whether js-yaml surely accepts this part of a text; `false` means no more than "not sure". It knows the usual forms, with all
 * values but block scalars on one line, and leaves the others to js-yaml: it need not be complete, but quick in a process that
 * has just begun.
 *
 * @param text ends with a line feed, and has no odd characters from `start`, where a line starts, to `end`, where one does too
 */
export function surelyFine(text: string, start: number, end: number): boolean {
  return linesAreShort(text, start, end) && new Lines(text, end).areFine(start);
}

function linesAreShort(text: string, start: number, end: number): boolean {
  for (let at = start; at < end;) {
    const next = text.lastIndexOf('\n', at + MAX_LINE) + 1;
    if (next <= at) return false;
    at = next;
  }
  return true;
}

class Lines {
  readonly #text: string;
  readonly #end: number;
  #level = OUTERMOST;
  #gap: Gap = 'value';

  constructor(text: string, end: number) {
    this.#text = text;
    this.#end = end;
  }

  areFine(start: number): boolean {
    let at = start;
    while (at !== -1 && at < this.#end) at = this.#line(at);
    return at !== -1 && this.#gap !== 'item';
  }

  /** The start of the next line, or -1 when this one is not surely fine. */
  #line(start: number): number {
    const text = this.#text;
    const at = afterSpaces(text, start);
    const code = text.charCodeAt(at);
    if (code === LINE_FEED) return at + 1;
    if (code === HASH) return text.indexOf('\n', at) + 1;
    const indent = at - start;
    if (this.#isDash(at)) return this.#enter(indent, true) ? this.#item(start, at) : -1;
    const colon = keyEnd(text, at);
    if (colon !== -1) return this.#enter(indent, false) ? this.#pair(at, colon) : -1;
    // A value below its key or dash; anywhere else, it would go on with the one above.
    if (this.#gap === 'none' || indent <= this.#level.indent || code === EXCLAMATION) return -1;
    return this.#oneLine(at - 1);
  }

  #isDash(at: number): boolean {
    if (this.#text.charCodeAt(at) !== DASH) return false;
    const next = this.#text.charCodeAt(at + 1);
    return next === SPACE || next === LINE_FEED;
  }

  /** Opens the collection that an entry at this indent begins, or closes those that are at an end before it. */
  #enter(indent: number, isItem: boolean): boolean {
    const gap = this.#gap;
    let level = this.#level;
    if (gap !== 'none') {
      // A sequence may stand at the indent of its key.
      if (indent > level.indent || (indent === level.indent && isItem && gap === 'value')) return this.#open(indent, isItem);
      // js-yaml has its own ways to read on behind an empty item.
      if (gap === 'item') return false;
    }
    while (level.outer !== undefined && level.indent > indent) level = level.outer;
    // A key ends the sequence at its indent.
    if (!isItem && level.outer !== undefined && level.keys === undefined) level = level.outer;
    this.#level = level;
    return level.indent === indent && (level.keys === undefined) === isItem;
  }

  #open(indent: number, isItem: boolean): boolean {
    const outer = this.#level;
    const depth = outer.depth + 1;
    this.#level = { indent, depth, keys: isItem ? undefined : new Set(), outer };
    return depth <= MAX_DEPTH;
  }

  /** Behind a dash there may be a collection that begins on the same line. */
  #item(start: number, dash: number): number {
    const text = this.#text;
    for (let before = dash; ;) {
      const at = afterSpaces(text, before + 1);
      const isDash = this.#isDash(at);
      const colon = isDash ? -1 : keyEnd(text, at);
      if (!isDash && colon === -1) return this.#value(before + 1, 'item');
      if (!this.#open(at - start, isDash)) return -1;
      if (!isDash) return this.#pair(at, colon);
      before = at;
    }
  }

  #pair(at: number, end: number): number {
    const key = keyName(this.#text, at, end);
    const { keys } = this.#level;
    if (keys === undefined || keys.has(key)) return -1;
    keys.add(key);
    return this.#value(end, 'value');
  }

  #value(at: number, gap: Gap): number {
    const text = this.#text;
    this.#gap = gap;
    if (text.charCodeAt(at) === LINE_FEED) return at + 1;
    const end = this.#oneLine(at);
    if (end !== -1) return end;
    const nothing = nothingEnd(text, at);
    if (nothing !== -1) return nothing;
    this.#gap = 'none';
    return blockScalarEnd(text, at, this.#end, this.#level.indent);
  }

  #oneLine(at: number): number {
    const scalar = scalarEnd(this.#text, at);
    const end = scalar === -1 ? flowEnd(this.#text, at) : scalar;
    if (end !== -1) this.#gap = 'none';
    return end;
  }
}
