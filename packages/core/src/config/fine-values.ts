// What a line of YAML may hold that js-yaml surely accepts. Each function gives the place behind what it found at a place in
// the text, or -1: there may be something else there, or the same in a form that is not known here.

const LINE_FEED = 10;
const SPACE = 32;
const COMMA = 44;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

const MAX_FLOW_DEPTH = 8;

const REST = String.raw`(?: +#[^\n]*| *)\n`;
const TAG =
  '!(?:And|Base64|Cidr|Condition|Equals|FindInMap|GetAtt|GetAZs|GetStackOutput|If|ImportValue|Join|Not|Or|Ref|Select|Split|Sub|Transform)';

/** Keys that js-yaml changes, so that two of them could be one; and one that is special to JavaScript. */
const CHANGED = `(?!["']?(?:null|Null|NULL|true|True|TRUE|false|False|FALSE|__proto__)["']?:)`;
const QUOTED_KEY = String.raw`"[^"\\\n]*"|'[^'\n]*'`;
const KEY = new RegExp(String.raw`${CHANGED}(?:[A-Za-z_$/][^ \n:]*(?::+[^ \n:]+)*|${QUOTED_KEY}|0|[1-9]\d{0,14}):(?=[ \n])`, 'y');

const PLAIN = String.raw`(?:[\w$/.~(+=^;\\\xA0-\uFFFF]|-(?=[\w.$/]))(?:[^ \n:]|:(?=[^ \n])| +(?=[^ \n#]))*`;
const DOUBLE_QUOTED = String.raw`"(?:[^"\\\n]|\\[0abtnvfre "/\\N_LP]|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2})*"`;
const SINGLE_QUOTED = String.raw`'(?:[^'\n]|'')*'`;

const SCALAR = new RegExp(` +(?:${TAG} +)?(?:${PLAIN}|${DOUBLE_QUOTED}|${SINGLE_QUOTED})${REST}`, 'y');
const NOTHING = new RegExp(`(?: +${TAG}(?=[ \n]))?${REST}`, 'y');
const BLOCK_HEADER = new RegExp(` +(?:${TAG} +)?[|>][+-]?${REST}`, 'y');
const BEFORE_FLOW = new RegExp(String.raw` +(?:${TAG} +)?(?=[[{])`, 'y');
const LINE_REST = new RegExp(REST, 'y');
const BLANK = / *(?:#[^\n]*)?\n/y;
const ITEM = /-[ \n]/y;

/** Within brackets a plain text ends at more characters than elsewhere, so fewer are known as harmless. */
const FLOW_SCALAR = new RegExp(String.raw`(?:[\w/.$](?:[\w/.$@()=+*-]|:+(?=[\w/.$])| +(?=[\w/.$]))*|${QUOTED_KEY})(?= *[,\]}])`, 'y');
const FLOW_KEY = new RegExp(String.raw`${CHANGED}(?:[A-Za-z_][\w.-]*(?::+[\w.-]+)*:(?= )|(?:${QUOTED_KEY}):)`, 'y');
const FLOW_TAG = new RegExp(`${TAG} +`, 'y');

/** A key of a block mapping, which js-yaml keeps as it is written; to behind its colon. */
export function keyEnd(text: string, at: number): number {
  return match(KEY, text, at);
}

/** The key that ends behind the colon at `end - 1`, without quotes. */
export function keyName(text: string, at: number, end: number): string {
  const code = text.charCodeAt(at);
  return code === 34 || code === 39 ? text.slice(at + 1, end - 2) : text.slice(at, end - 1);
}

/** No value, or only its tag; the value may be on the lines below. To the next line. */
export function nothingEnd(text: string, at: number): number {
  return match(NOTHING, text, at);
}

/** A value on one line, plain or in quotes, with the spaces before it; to the next line. */
export function scalarEnd(text: string, at: number): number {
  return match(SCALAR, text, at);
}

/** A block scalar within a collection of this indent; to the line that is no more part of it. */
export function blockScalarEnd(text: string, at: number, end: number, indent: number): number {
  let line = match(BLOCK_HEADER, text, at);
  if (line === -1) return -1;
  // js-yaml finds the indent in empty lines too, when they hold spaces: those are for it to judge.
  while (line < end && text.charCodeAt(line) === LINE_FEED) line += 1;
  const width = afterSpaces(text, line) - line;
  if (text.charCodeAt(line + width) === LINE_FEED) return -1;
  if (width <= indent) return line;
  while (line < end) {
    const content = afterSpaces(text, line);
    if (content - line < width && text.charCodeAt(content) !== LINE_FEED) break;
    line = text.indexOf('\n', content) + 1;
  }
  return line;
}

/** A collection in brackets or braces, with the spaces before it; to the next line. */
export function flowEnd(text: string, at: number): number {
  const start = match(BEFORE_FLOW, text, at);
  const end = start === -1 ? -1 : flowCollectionEnd(text, start);
  return end === -1 ? -1 : lineRestEnd(text, end);
}

function flowCollectionEnd(text: string, start: number): number {
  /** The keys of each open mapping; `undefined` for a sequence. */
  const open: (Set<string> | undefined)[] = [];
  for (let at = start; ;) {
    at = flowEntryStart(text, at, open.at(-1));
    if (at === -1) return -1;
    const code = text.charCodeAt(at);
    if (code === OPEN_BRACKET || code === OPEN_BRACE) {
      if (open.push(code === OPEN_BRACE ? new Set() : undefined) > MAX_FLOW_DEPTH) return -1;
      at = afterSpaces(text, at + 1);
      if (!isClosing(text, at, open)) continue;
    } else {
      at = match(FLOW_SCALAR, text, at);
      if (at === -1) return -1;
    }
    at = afterClosing(text, at, open);
    if (open.length === 0) return at;
    if (text.charCodeAt(at) !== COMMA) return -1;
    at += 1;
  }
}

/** Behind the key and the tag of an entry. */
function flowEntryStart(text: string, start: number, keys: Set<string> | undefined): number {
  let at = afterSpaces(text, start);
  if (keys !== undefined) {
    const end = match(FLOW_KEY, text, at);
    if (end === -1) return -1;
    const name = keyName(text, at, end);
    if (keys.has(name)) return -1;
    keys.add(name);
    at = afterSpaces(text, end);
  }
  const tag = match(FLOW_TAG, text, at);
  return tag === -1 ? at : tag;
}

function afterClosing(text: string, start: number, open: (Set<string> | undefined)[]): number {
  let at = afterSpaces(text, start);
  while (isClosing(text, at, open)) {
    open.pop();
    at += 1;
    if (open.length > 0) at = afterSpaces(text, at);
  }
  return at;
}

function isClosing(text: string, at: number, open: readonly (Set<string> | undefined)[]): boolean {
  if (open.length === 0) return false;
  return text.charCodeAt(at) === (open.at(-1) === undefined ? CLOSE_BRACKET : CLOSE_BRACE);
}

/** Nothing more than a comment; to the next line. */
export function lineRestEnd(text: string, at: number): number {
  return match(LINE_REST, text, at);
}

/** Behind all lines that hold nothing or a comment. Line by line: one pattern for many could need more room than it has. */
export function blankEnd(text: string, start: number): number {
  for (let at = start; ;) {
    const next = match(BLANK, text, at);
    if (next === -1) return at;
    at = next;
  }
}

/** Whether the item of a sequence begins at a place. */
export function isItem(text: string, at: number): boolean {
  return match(ITEM, text, at) !== -1;
}

/** Behind the spaces at a place. */
export function afterSpaces(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) === SPACE) at += 1;
  return at;
}

/** Behind what a sticky pattern matches at a place. */
export function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}
