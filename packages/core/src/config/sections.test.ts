import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { dump, type DumpOptions, load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { cloudFormationSchema } from './cloudformation-schema.js';
import { readSections } from './sections.js';

function parse(text: string): unknown {
  return load(text, { schema: cloudFormationSchema() });
}

/** The sections read from a text, and what was parsed for them so far. */
function read(text: string): { content: Record<string, unknown> | undefined; parsed: string[] } {
  const parsed: string[] = [];
  const content = readSections(text, (part) => {
    parsed.push(part);
    return parse(part);
  });
  return { content, parsed };
}

/** What is wrong with the sections of a text, if anything; all of them are read, cut as deep as can be and as usual. */
function mistake(text: string): string | undefined {
  return mistakeOf(text, 0) ?? mistakeOf(text, undefined);
}

function mistakeOf(text: string, worthCutting: number | undefined): string | undefined {
  const content = readSections(text, parse, { worthCutting });
  if (content === undefined) return undefined;
  let whole: unknown;
  try {
    whole = parse(text);
  } catch (error) {
    return `accepted, but: ${String(error)}`;
  }
  const names = Object.keys(content);
  const values = Object.fromEntries(Object.entries(content));
  if (!isDeepStrictEqual(names, Object.keys(whole as object))) return `keys are ${names.join()}`;
  let isFine = false;
  readSections(text, parse, { noteFine: () => (isFine = true) });
  if (isFine && !isDeepStrictEqual({ ...readSections(text, parse, { isKnownFine: true, worthCutting }) }, whole))
    return 'differs when known';
  const isSame = isDeepStrictEqual(values, whole) && JSON.stringify(values) === JSON.stringify(whole);
  return isSame ? undefined : `differs: ${JSON.stringify(values)}`;
}

const SERVICE = `# The service
service: shop # its name
frameworkVersion: "4"
provider:
  name: aws
  stage: \${opt:stage, 'dev'}
  deploymentBucket:
  iam:
    role: arn:aws:iam::\${self:custom.account}:role/\${sls:stage}

custom:
  account: '111122223333'
  "a key": -1.5
  1: one
functions:
  get:
    handler: src/get.handler
    events:
      - httpApi: { path: "/things/{id}", method: get }
      - schedule: rate(5 minutes)
      # none
      - httpApi:
          path: /things
          method: post
    environment:
      TABLE: !Ref Table
      ARN: !GetAtt Table.Arn
      LIST: !Join [",", [!Ref A, b]]
plugins:
- one
- two
resources:
  Resources:
    Table:
      Type: AWS::DynamoDB::Table
      Text: |
        first: line
          # no comment

        last
      Folded: !Sub >-
        \${A}
        b
      Joined: !Join
        - ''
        - - a
          - "\\u00e9\\n"
        -
          b: c
      Empty: {}
      None: !Sub
      Below:
        on the next line
`;

describe('a text in the usual form', () => {
  test('is not parsed before a value is read, and then only its section', () => {
    const { content, parsed } = read(SERVICE);
    expect(Object.keys(content ?? {})).toEqual(['service', 'frameworkVersion', 'provider', 'custom', 'functions', 'plugins', 'resources']);
    expect(parsed).toEqual([]);
    expect(content?.['plugins']).toEqual(['one', 'two']);
    expect(parsed).toEqual(['plugins:\n- one\n- two\n']);
  });

  test('gives the values that parsing it as a whole gives', () => {
    expect(read(SERVICE).content).toEqual(parse(SERVICE));
  });

  test('gives the same value each time, parsed once', () => {
    const { content, parsed } = read(SERVICE);
    expect(content?.['custom']).toBe(content?.['custom']);
    expect(parsed).toHaveLength(1);
  });

  test('takes a value that is set', () => {
    const { content, parsed } = read('a: 1\nb: 2\n');
    Object.assign(content ?? {}, { a: 3 });
    expect(content).toEqual({ a: 3, b: 2 });
    expect(parsed).toEqual(['b: 2\n']);
  });

  test.each<[string, string]>([
    ['a byte order mark', '\uFEFFa: 1\n'],
    ['the line ends of Windows', 'a: 1\r\nb:\r\n  - |\r\n    x\r\n\r\n    y\r\n'],
    ['no line end at the end', 'a: 1\nb: |+\n  x'],
    ['a document start', '# c\n\n---\n# c\na: 1\n'],
    ['comments at any indent', 'a: x\n      # c\n # c\nb:\n# c\n  - y # c\n  # c\n'],
    ['values of every kind', "a:\n  - 1\n  - -1.5e3\n  - ~\n  - true\n  - 2012-10-17\n  - \"\\x41\\\"\\\\\"\n  - 'it''s'\n  - .inf\n"],
    ['colons in keys and values', 'a:\n  b::c: d:e\n  https://x: c\n'],
    ['a sequence at the indent of its key, in a sequence', 'a:\n- b:\n  - c\n  d:\n  - e\n- f\n'],
    ['keys without values', 'a:\nb:\n  c:\n  d:\n    e:\nf: !Ref\n'],
    ['names that objects inherit', 'constructor: 1\ntoString:\n  hasOwnProperty: 2\nvalueOf: 3\n'],
    ['text beyond ASCII', 'a: é — 😀\nb: "😀"\nc:\n  "ключ": 1\n'],
    ['empty block scalars', 'a: |\nb:\n  c: >-\n  d: |+\n\n\ne:\n  - |\n  - >\n\n    x\n'],
    ['more indented and blank lines in block scalars', 'a:\n  - b: |\n      x\n        y\n     \n\n      z\n    c: d\n'],
    ['angle brackets that merge nothing', 'a:\n  b: |\n    cat <<END\n    END\n  "<<": x<<y\n'],
    ['collections in brackets', 'a: [a b, "c", [], {}, { d: [e], "f":g }, !Ref h, a:b]\nb: { c: !Sub "d" } # e\n'],
    ['sequences in sequences', 'a:\n  - - - b\n      - c: d\n        e: f\n    -\n      g\n'],
    ['the same key in different mappings', 'a: { b: 1 }\nb:\n  b:\n    b: 1\n  c:\n    b: 2\n'],
  ])('may have %s', (_, text) => {
    const { content, parsed } = read(text);
    expect(content).toBeDefined();
    expect(parsed).toEqual([]);
    expect(mistake(text)).toBeUndefined();
  });
});

describe('a section that is not surely fine', () => {
  test.each<[string, string]>([
    ['a text in quotes over two lines', 'b: "x\n  y"\n'],
    ['a plain text over two lines', 'b: x\n  y\n'],
    ['a collection in brackets over two lines', 'b: [x,\n  y]\n'],
    ['an anchor and its alias', 'b:\n  c: &x 1\n  d: *x\n'],
    ['an indentation indicator', 'b: |2\n    x\n'],
    ['a complex key', 'b:\n  ? c\n  : d\n'],
    ['a tab', 'b: c\t# d\n'],
    ['a changed key', 'b:\n  null: 1\n  0x10: 2\n  1.0: 3\n'],
    ['a __proto__ key', 'b:\n  __proto__: 1\n'],
    ['an empty item', 'b:\n  -\n  - c\n'],
    ['a comment next to quotes', 'b: "c"#d\n'],
    ['a long line', `b: ${'x'.repeat(5000)}\n`],
    ['deep nesting', `b:\n${Array.from({ length: 60 }, (_, index) => `${' '.repeat(index + 1)}c:\n`).join('')}`],
  ])('is parsed at once, and no other: %s', (_, section) => {
    const { content, parsed } = read(`a: 1\n${section}c: 2\n`);
    expect(content).toBeDefined();
    expect(parsed).toEqual([section]);
    expect(mistake(`a: 1\n${section}c: 2\n`)).toBeUndefined();
  });
});

describe('only the whole text tells', () => {
  test.each<[string, string]>([
    ['nothing', ''],
    ['only comments', '# a\n'],
    ['no mapping', '- a\n'],
    ['a text', 'a\n'],
    ['a mapping in braces', '{ a: 1 }\n'],
    ['a key in quotes', '"a": 1\n'],
    ['a key that is no text', 'a: 1\ntrue: 2\n'],
    ['a key that is a number', 'a: 1\n2: 2\n'],
    ['a __proto__ key', 'a: 1\n__proto__: 2\n'],
    ['a complex key', '? a\n: 1\n'],
    ['a merge', 'a: &a\n  b: 1\nc:\n  <<: *a\n'],
    ['a merge within a section', 'a:\n  b: &b\n    c: 1\n  d:\n    <<: *b\n'],
    ['a merge by its tag', 'a:\n  !!merge "\\x3c<": { b: 1 }\n'],
    ['a merge by its whole tag', 'a:\n  !<tag:yaml.org,2002:merge> : { b: 1 }\n'],
    ['an alias into another section', 'a: &x 1\nb: *x\n'],
    ['a directive', '%YAML 1.2\n---\na: 1\n'],
    ['a document end', 'a: 1\n...\n'],
    ['two documents', 'a: 1\n---\nb: 1\n'],
    ['two documents with the mark in a text', 'a: |\n  x\n---\nb: 1\n'],
    ['the same key twice', 'a: 1\nb: 2\na: 3\n'],
    ['a key within quotes', 'a: "x\nb: y"\n'],
    ['a key within single quotes', "a: 'x\nb: ''y'\n"],
    ['a key within brackets', 'a: [x,\nb: y]\n'],
    ['a line end of old', 'a: 1\rb: 2\n'],
    ['a line end of old before one of Windows', 'a: |\n  x\r\r\n  y\n'],
    ['a null byte in a comment at the start', '# \0\na: 1\n'],
    ['a null byte', 'a: 1 # \0\n'],
    ['an unknown tag', 'a: !Nope x\n'],
    ['a tag that does not fit', 'a: !!timestamp x\n'],
    ['a tab for an indent', 'a:\n\tb: 1\n'],
    ['a key in no mapping', 'a: 1\n  b: 2\n'],
    ['an item in no sequence', 'a: 1\n- b\n'],
    ['a second colon', 'a: b: c\n'],
    ['an at sign', 'a: @b\n'],
    ['a grave accent', 'a: `b\n'],
    ['a percent sign', 'a: %b\n'],
    ['a comma', 'a: ,b\n'],
    ['an open quote', 'a: "b\n'],
    ['an unknown escape', 'a: "\\d"\n'],
    ['a text behind quotes', 'a: "b" c\n'],
    ['a comment next to a block scalar mark', 'a: |#c\n  x\n'],
    ['the same key in quotes', 'a:\n  b: 1\n  "b": 2\n'],
    ['the same number in quotes', 'a:\n  1: 1\n  "1": 2\n'],
    ['the same key in braces', "a: { b: 1, 'b': 2 }\n"],
    ['the same number in another form', 'a:\n  16: 1\n  0x10: 2\n'],
    ['a less indented entry', 'a:\n    b: 1\n  c: 2\n'],
    ['a less indented line in a block scalar', 'a: |\n    x\n  y\n'],
    ['a spacious line at the start of a block scalar', 'a: |\n     \n  x\n'],
    ['nesting too deep', `a: ${'['.repeat(101)}${']'.repeat(101)}\n`],
    ['nesting too deep in sequences', `a:\n  ${'- '.repeat(101)}x\n`],
  ])('of %s', (_, text) => {
    expect(read(text).content).toBeUndefined();
  });

  test('of many merges, which are limited in a text', () => {
    const merged = `{ ${Array.from({ length: 90 }, (_, index) => `k${index}: 1`).join(', ')} }`;
    const merges = `!!merge : [${Array.from({ length: 90 }, () => merged).join(', ')}]`;
    const text = `a:\n  ${merges}\nb:\n  ${merges}\n`;
    expect(() => parse(text)).toThrow('maxTotalMergeKeys');
    expect(mistake(text)).toBeUndefined();
  });

  test.each([
    ['empty lines', '\n'],
    ['comments', '# a comment of some length\n'],
    ['one comment', '#'],
  ])('not of %s at its start, however many', (_, line) => {
    const text = `${line.repeat((8 * 1024 * 1024) / line.length)}\na: 1\n`;
    expect(read(text).content).toEqual({ a: 1 });
  });
});

/** All that means something to YAML, or to this reader, or to both. */
const TOKENS = [
  ' \n\t:-#"\'[]{},&*!|>?%@`<=~\\.$/+(a1\r\0\uFEFF\u2028\u0085\u007F\uD800é'.split(''),
  '\r\n¦: ¦ #¦- ¦\n  ¦\n    ¦\n- ¦\nb: ¦\n  b: ¦\n    b: 1¦\n#¦\n # c¦\n\n¦   \n¦  ¦""¦\'\'¦"b":¦\'b\' : ¦? ¦\n---\n¦\n...\n¦%YAML 1.2\n'.split(
    '¦',
  ),
  '&x ¦*x¦<<: ¦<<: *x¦!Ref ¦!Sub\n¦!GetAtt ¦!!str ¦!!binary ¦!!merge : ¦!Nope ¦!¦ |\n¦ >-\n¦ |2\n¦ |+ # c\n'.split('¦'),
  '[a, b]¦{a: b}¦{a: 1, "a": 2}¦[¦{ ¦ ]¦\\x¦\\u00e9¦\\¦- - ¦-\n¦-1¦--- '.split('¦'),
  '__proto__: ¦null: ¦"null": ¦~: ¦true: ¦1: ¦"1": ¦01: ¦0x1: ¦1e1: ¦.inf: ¦=: ¦a::b: ¦a b: '.split('¦'),
].flat();

const KEYS = 'a¦b¦c¦name¦a-b¦a.b¦a b¦1¦01¦10¦null¦true¦__proto__¦<<¦¦a:b¦$a¦/a¦a#¦- a¦é'.split('¦');
const TEXTS = [
  'x¦some text¦¦ ¦a: b¦- a¦#¦a #b¦true¦null¦1¦0x1¦2012-10-17¦x\ny¦x\n\n  y\n¦ x\ny¦\n¦!Ref a¦&a¦*a¦${a, "b"}¦it\'s¦"¦{¦]¦%¦@a¦`'.split('¦'),
  '\t¦\u2028¦😀¦\u0007¦a,b¦---¦...¦? a¦| a¦~¦<<¦=¦a:¦:a'.split('¦'),
  'long '.repeat(30),
].flat();

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom(...TEXTS),
    fc.oneof(fc.integer(), fc.double({ noDefaultInfinity: true, noNaN: true }), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 4 }),
  ),
}));

const options: fc.Arbitrary<DumpOptions> = fc.record({
  indent: fc.integer({ min: 1, max: 5 }),
  flowLevel: fc.constantFrom(-1, -1, 1, 2, 3),
  lineWidth: fc.constantFrom(-1, -1, 20, 80),
  noArrayIndent: fc.boolean(),
  quotingType: fc.constantFrom('"', "'"),
  forceQuotes: fc.boolean(),
  condenseFlow: fc.boolean(),
});

const names = fc.oneof({ arbitrary: fc.constantFrom('a', 'b', 'service', 'provider'), weight: 9 }, fc.constantFrom(...KEYS));
const dumped = fc.tuple(fc.dictionary(names, value, { minKeys: 1, maxKeys: 3 }), options).map(([object, how]) => dump(object, how));
const original = fc.oneof(dumped, fc.constant(SERVICE));

type Mutation = [
  kind: 'insert' | 'delete' | 'replace' | 'copy line' | 'drop line' | 'swap lines' | 'indent',
  at: number,
  other: number,
  token: string,
];

const mutation: fc.Arbitrary<Mutation> = fc.tuple(
  fc.constantFrom('insert', 'insert', 'delete', 'replace', 'copy line', 'drop line', 'swap lines', 'indent'),
  fc.nat(10_000),
  fc.nat(10_000),
  fc.constantFrom(...TOKENS),
);

function mutate(text: string, [kind, at, other, token]: Mutation): string {
  const place = at % (text.length + 1);
  const before = text.slice(0, place);
  if (kind === 'insert') return before + token + text.slice(place);
  if (kind === 'delete') return before + text.slice(place + 1 + (other % 3));
  if (kind === 'replace') return before + token + text.slice(place + 1);
  const lines = text.split('\n');
  const line = at % lines.length;
  const target = other % lines.length;
  const moved = lines[line] ?? '';
  if (kind === 'copy line') lines.splice(target, 0, moved);
  else if (kind === 'drop line') lines.splice(line, 1);
  else if (kind === 'indent') lines[line] = other % 2 === 0 ? ` ${moved}` : moved.replace(' ', '');
  else [lines[line], lines[target]] = [lines[target] ?? '', moved];
  return lines.join('\n');
}

const LINE_STARTS = '¦¦¦- ¦- - ¦-¦-   ¦#¦\t'.split('¦');
const LINE_KEYS = '¦¦a: ¦b:¦b: ¦c:¦"a": ¦\'b\':¦1: ¦"1":¦null: ¦a:b: ¦a b: ¦"a" : ¦$a: ¦? ¦: ¦<<: ¦!Ref a: ¦[a]: '.split('¦');
const FINE_VALUES = '¦¦x¦x¦1¦~¦"x"¦\'x\'¦[]¦[a, b]¦{a: 1}¦{"a":b, c: !Ref d}¦!Ref x¦!Sub¦!If [a, "b"]¦|¦>-¦!Sub |¦|+ # c¦x # c'.split('¦');
const ODD_VALUES =
  '&x¦&x y¦*x¦!Nope x¦"x¦x"¦\'x¦y\'¦[a,¦b]¦{a: b¦}¦- x¦x: y¦x:¦:x¦@x¦%x¦---¦...¦"x\\¦|1¦"x" #c¦"x"#c¦<<¦{a: 1, "a": 2}'.split('¦');
const LINE_ENDS = '\n¦\n¦\n¦\n¦\n¦\n\n¦ \n¦\r\n¦\n    \n¦\n# c\n¦\n   # c\n'.split('¦');

/** Lines that go on from the one before, as a rule, with parts that need not fit together. */
const fromLines = fc
  .array(
    fc.tuple(
      fc.constantFrom(0, 0, 0, 2, 2, -2, 1, -1, -4, 4),
      fc.constantFrom(...LINE_STARTS),
      fc.constantFrom(...LINE_KEYS),
      fc.oneof({ arbitrary: fc.constantFrom(...FINE_VALUES), weight: 4 }, fc.constantFrom(...ODD_VALUES)),
      fc.constantFrom(...LINE_ENDS),
    ),
    { minLength: 1, maxLength: 9 },
  )
  .map((lines) => {
    let indent = 2;
    let text = 's:\n';
    for (const [step, start, key, inner, end] of lines) {
      indent = Math.max(0, indent + step);
      text += ' '.repeat(indent) + start + key + inner + end;
    }
    return `${text}t: 1\n`;
  });

/** A single value, put together from tokens. */
const fromTokens = fc
  .tuple(
    fc.constantFrom('a: ', 'a:\n  ', 'a:\n- ', 'a:\n  - ', 'a:\n  b: ', 'a: ['),
    fc.array(fc.constantFrom(...TOKENS), { maxLength: 7 }),
  )
  .map(([start, tokens]) => `${start}${tokens.join('')}\nb: 1\n`);

describe('the sections are what the whole text is, or there are none', () => {
  const numRuns = Number(process.env['STS_SECTIONS_RUNS'] ?? 3000);

  test('for dumped objects, and such with mistakes', () => {
    fc.assert(
      fc.property(original, fc.array(mutation, { maxLength: 4 }), (text, mutations) => {
        expect(mistake(mutations.reduce(mutate, text))).toBeUndefined();
      }),
      { numRuns },
    );
  });

  test('for random lines', () => {
    fc.assert(
      fc.property(fromLines, (text) => {
        expect(mistake(text)).toBeUndefined();
      }),
      { numRuns },
    );
  });

  test('for random values', () => {
    fc.assert(
      fc.property(fromTokens, (text) => {
        expect(mistake(text)).toBeUndefined();
      }),
      { numRuns },
    );
  });
});

test('of a large mapping, too, only the keys that are used are parsed', () => {
  const keys = Array.from({ length: 300 }, (_, index) => `  key${index}: { a: ${index} }\n`).join('');
  const { content, parsed } = read(`custom:\n${keys}  # the last\n  list:\n  - a\n  - b\n`);
  const custom = content?.['custom'] as Record<string, unknown>;
  expect(parsed).toEqual([]);
  expect([Object.keys(custom).length, custom['key7'], custom['list']]).toEqual([301, { a: 7 }, ['a', 'b']]);
  expect(parsed).toEqual(['  key7: { a: 7 }\n', '  list:\n  - a\n  - b\n']);
});
