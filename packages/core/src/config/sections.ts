import { blankEnd, isItem, match } from './fine-values.js';
import { innerSections, type Section } from './inner-sections.js';
import { surelyFine } from './surely-fine.js';

/**
 * What js-yaml may read otherwise than its neighbours: tabs, control characters, stray surrogates and line ends of other
 * alphabets. A section that holds one is not judged by us.
 */
const ODD = /[^\n\x20-\x7E\xA0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** The start of a line that is neither empty nor a comment and has no indent. */
const COLUMN_ZERO = /\n(?=[^ \n#])/g;

/** Keys that are text as they stand, which `true`, `Null` and the like are not. */
const NAME = /(?!(?:null|Null|NULL|true|True|TRUE|false|False|FALSE|__proto__):)[A-Za-z_][\w.-]*(?=:[ \n])/y;

const DOCUMENT_START = /--- *\n/y;

/** What a merge needs: its key, or its tag, which may be written in many ways. */
const MERGE = /<<|!!|!</;

type Parse = (text: string) => unknown;

/** What is shorter is parsed sooner than it is cut. */
const WORTH_CUTTING = 2000;

interface SectionOptions {
  /** Characters; a shorter section is parsed as a whole. */
  worthCutting?: number | undefined;
  /** The very same text was found to be fine before: it is not checked again. */
  isKnownFine?: boolean;
  /** Called when all of the text is surely fine. */
  noteFine?: () => void;
}

/**
 * Reads a YAML text by its top-level keys, and parses only what is asked for: a large configuration takes far longer to parse
 * than the few values in it that matter. The other sections are checked to be well-formed, and parsed at once where a quick
 * look does not settle it; so the answer is never for a text that `parse` as a whole would reject.
 *
 * @param parse js-yaml's `load` with the schema
 * @returns an object equal to `parse(text)`, whose values are parsed on first use; `undefined` when only the whole text tells,
 * which includes every mistake: its message and place come from parsing the whole
 */
export function readSections(text: string, parse: Parse, options: SectionOptions = {}): Record<string, unknown> | undefined {
  const { worthCutting = WORTH_CUTTING, isKnownFine = false } = options;
  const lines = plainLines(text);
  const sections = lines === undefined ? undefined : cut(lines);
  if (lines === undefined || sections === undefined) return undefined;
  const content: Record<string, unknown> = {};
  const isFine = isKnownFine ? () => true : fineness(lines);
  let areAllFine = true;
  for (const section of sections) {
    const { name, start, end } = section;
    if (isFine(section)) {
      lazily(content, name, () => (readFine(section, { lines, parse, worthCutting }) ?? onlyIn(parse(text), name)).value);
      continue;
    }
    const value = parseUnsure(name, lines.slice(start, end), parse);
    if (value === undefined) return undefined;
    content[name] = value.value;
    areAllFine = false;
  }
  if (areAllFine) options.noteFine?.();
  return content;
}

/** Whether a section is surely fine; to be asked in their order. */
function fineness(lines: string): (section: Section) => boolean {
  let odd = nextOdd(lines, 0);
  return ({ start, end }) => {
    if (odd < start) odd = nextOdd(lines, start);
    return odd >= end && surelyFine(lines, start, end);
  };
}

/** js-yaml reads all ends of lines alike; with one kind, and one at the very end, the checks need no cases for them. */
function plainLines(text: string): string | undefined {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const lines = text.includes('\r') ? text.slice(start).replaceAll('\r\n', '\n') : text.slice(start);
  // A carriage return ends a line by itself too, and a null byte is a mistake even in a comment.
  if (lines.includes('\r') || lines.includes('\0')) return undefined;
  return lines.endsWith('\n') ? lines : `${lines}\n`;
}

/**
 * The sections, each from its key to the next one. A key inside a text in quotes or in brackets looks the same, but then the
 * section before it does not end well by itself.
 */
function cut(text: string): Section[] | undefined {
  const sections: Section[] = [];
  const names = new Set<string>();
  for (let at = preambleEnd(text); at < text.length; at = nextAtColumnZero(text, at)) {
    const name = nameAt(text, at);
    const last = sections.at(-1);
    if (name === undefined) {
      if (last !== undefined && isItem(text, at)) continue;
      return undefined;
    }
    if (names.has(name)) return undefined;
    names.add(name);
    if (last !== undefined) last.end = at;
    sections.push({ name, start: at, end: text.length });
  }
  return sections.length === 0 ? undefined : sections;
}

/** Behind all that may stand before the first key. */
function preambleEnd(text: string): number {
  const at = blankEnd(text, 0);
  const start = match(DOCUMENT_START, text, at);
  return start === -1 ? at : blankEnd(text, start);
}

function nextAtColumnZero(text: string, at: number): number {
  COLUMN_ZERO.lastIndex = at;
  return COLUMN_ZERO.test(text) ? COLUMN_ZERO.lastIndex : text.length;
}

function nameAt(text: string, at: number): string | undefined {
  const end = match(NAME, text, at);
  return end === -1 ? undefined : text.slice(at, end);
}

function nextOdd(text: string, at: number): number {
  ODD.lastIndex = at;
  return ODD.exec(text)?.index ?? text.length;
}

/** js-yaml limits how much is merged in a whole text, so a section with a merge is not parsed by itself. */
function parseUnsure(name: string, section: string, parse: Parse): Value | undefined {
  return MERGE.test(section) ? undefined : tryParse(name, section, parse);
}

/** A section parsed by itself has its key and no other; an alias into another section is an error here, and not in the whole. */
function tryParse(name: string, section: string, parse: Parse): Value | undefined {
  try {
    const parsed = parse(section) as Record<string, unknown>;
    const keys = Object.keys(parsed);
    return keys.length === 1 && keys[0] === name ? { value: parsed[name] } : undefined;
  } catch {
    return undefined;
  }
}

interface Value {
  value: unknown;
}

interface FineText {
  lines: string;
  parse: Parse;
  worthCutting: number;
}

/** The value of a section that is surely fine; of a large mapping, its keys are parsed on first use in their turn. */
function readFine({ name, start, end }: Section, text: FineText): Value | undefined {
  const { lines, parse, worthCutting } = text;
  const inner = end - start < worthCutting ? undefined : innerSections(lines, start, end);
  if (inner === undefined) return tryParse(name, lines.slice(start, end), parse);
  const content: Record<string, unknown> = {};
  const whole = (): unknown => tryParse(name, lines.slice(start, end), parse)?.value;
  for (const section of inner) {
    lazily(content, section.name, () => (readFine(section, text) ?? onlyIn(whole(), section.name)).value);
  }
  return { value: content };
}

/** Were a check wrong, all around it would still be judged by `parse`, if late. */
function onlyIn(content: unknown, name: string): Value {
  return { value: (content as Record<string, unknown> | undefined)?.[name] };
}

function lazily(content: Record<string, unknown>, name: string, read: () => unknown): void {
  const settings = { enumerable: true, configurable: true };
  Object.defineProperty(content, name, {
    ...settings,
    get: () => {
      const value = read();
      Object.defineProperty(content, name, { ...settings, value, writable: true });
      return value;
    },
    set: (value: unknown) => {
      Object.defineProperty(content, name, { ...settings, value, writable: true });
    },
  });
}
