import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GrammarError, type Operand, type Part, parseVariables, type Source, type VariablePart } from './grammar.js';

/** The sources of a text that is one variable from end to end. */
function sourcesOf(text: string): Source[] {
  const [part, ...rest] = parseVariables(text);
  expect(rest).toEqual([]);
  expect(part).toMatchObject({ kind: 'variable', start: 0, end: text.length, text });
  return (part as VariablePart).sources;
}

function plain(value: unknown): Operand {
  return { value, parts: [] };
}

/** Start and end of each part. */
function places(text: string): [number, number][] {
  return parseVariables(text).map(({ start, end }) => [start, end]);
}

describe('one source', () => {
  test.each<[string, Source]>([
    ['${env:A}', { kind: 'source', type: 'env', params: undefined, address: plain('A') }],
    ['${self:a.b.1}', { kind: 'source', type: 'self', params: undefined, address: plain('a.b.1') }],
    ['${self:}', { kind: 'source', type: 'self', params: undefined, address: undefined }],
    ['${self: a }', { kind: 'source', type: 'self', params: undefined, address: plain('a') }],
    ['${file(./a b.yml)}', { kind: 'source', type: 'file', params: [plain('./a b.yml')], address: undefined }],
    ['${file(a.yml):}', { kind: 'source', type: 'file', params: [plain('a.yml')], address: undefined }],
    ['${file(a.yml):x.y}', { kind: 'source', type: 'file', params: [plain('a.yml')], address: plain('x.y') }],
    ['${file(a.yml) : x}', { kind: 'source', type: 'file', params: [plain('a.yml')], address: plain('x') }],
    [
      '${ssm(eu-central-1, raw):/a/b}',
      { kind: 'source', type: 'ssm', params: [plain('eu-central-1'), plain('raw')], address: plain('/a/b') },
    ],
    ["${env:'A, B'}", { kind: 'source', type: 'env', params: undefined, address: plain('A, B') }],
    ['${env:"A\\n}"}', { kind: 'source', type: 'env', params: undefined, address: plain('A\n}') }],
    ['${env:A:B}', { kind: 'source', type: 'env', params: undefined, address: plain('A:B') }],
    ['${f()}', { kind: 'source', type: 'f', params: [], address: undefined }],
  ])('%s', (text, source) => {
    expect(sourcesOf(text)).toEqual([source]);
  });

  test.each<[string, unknown[]]>([
    ['${f(true, null, 1.5, word)}', [true, null, 1.5, 'word']],
    ['${f(false, 0)}', [null, null]],
    ["${f('false', '0', \"a)b\")}", ['false', '0', 'a)b']],
    ['${f(,a)}', [null, 'a']],
  ])('parameters of %s', (text, values) => {
    expect(sourcesOf(text)).toEqual([{ kind: 'source', type: 'f', params: values.map(plain), address: undefined }]);
  });
});

describe('fallbacks', () => {
  test.each<[string, unknown]>([
    ["'text, with } and ${env:B}'", 'text, with } and ${env:B}'],
    ['"a \\"quoted\\" text"', 'a "quoted" text'],
    ["''", ''],
    ['12', 12],
    ['-0.5', -0.5],
    ['true', true],
    ['false', false],
    ['null', null],
  ])('%s is a literal', (written, value) => {
    expect(sourcesOf(`\${env:A, ${written}}`)[1]).toEqual({ kind: 'literal', value });
  });

  test('they are tried in the order in which they stand, the literal last', () => {
    const sources = sourcesOf("${env:A, self:b.c, file(x.yml):y, 'z'}");
    expect(sources.map((source) => (source.kind === 'literal' ? source.value : source.type))).toEqual(['env', 'self', 'file', 'z']);
  });

  test.each([
    '${env:A, b}',
    '${env:A, ${env:B}}',
    "${env:A, 'x', env:B}",
    "${env:A, 'x' y}",
    '${env:A, }',
    '${env:A, Env:B}',
    '${env:A, a b}',
  ])('%s is an error', (text) => {
    expect(() => parseVariables(text)).toThrow(GrammarError);
  });
});

describe('nesting', () => {
  test('an address may hold variables, their places counted from its beginning', () => {
    const [source] = sourcesOf('${self:custom.${sls:stage}.role}');
    const inner = { kind: 'source', type: 'sls', params: undefined, address: plain('stage') };
    expect(source).toEqual({
      kind: 'source',
      type: 'self',
      params: undefined,
      address: {
        value: 'custom.${sls:stage}.role',
        parts: [{ kind: 'variable', start: 7, end: 19, text: '${sls:stage}', sources: [inner] }],
      },
    });
  });

  test('a parameter may hold variables', () => {
    const [source] = sourcesOf('${file(./${env:A}-${env:B}.yml):x}');
    const params = source?.kind === 'source' ? source.params : undefined;
    expect(params?.[0]?.value).toBe('./${env:A}-${env:B}.yml');
    expect(params?.[0]?.parts.map(({ start, end }) => [start, end])).toEqual([
      [2, 10],
      [11, 19],
    ]);
  });

  test.each(['${env:${}}', '${env:${A}}', '${env:${:x}}', '${env:${env::x}}'])(
    '%s is an error: what is nested must be a variable',
    (text) => {
      expect(() => parseVariables(text)).toThrow(GrammarError);
    },
  );

  test('a text that nests without end is an error, not an exhausted stack', () => {
    expect(() => parseVariables('${env:'.repeat(100_000))).toThrow(GrammarError);
  });
});

describe('what is not well-formed', () => {
  test.each([
    ['${env:A', 'no closing bracket'],
    ['${file(a}', 'a parameter that does not end'],
    ['${file(a', 'no closing bracket'],
    ['${file(a)', 'no closing bracket'],
    ['${file(a)x}', 'something odd after its parameters'],
    ["${env:'A}", 'a string that does not end'],
    ["${env:'A'B}", 'something odd after its address'],
    ['${env:"\\x"}', 'a string with a wrong escape'],
    ['${file(a)::b}', 'begins with a colon'],
  ])('%s has %s', (text, complaint) => {
    expect(() => parseVariables(text)).toThrow(complaint);
  });

  test('the error knows the place', () => {
    expect(() => parseVariables('arn:${env:A, b}')).toThrow(expect.objectContaining({ index: 13 }));
  });
});

describe('what belongs to somebody else', () => {
  test.each([
    'plain',
    '$',
    '${',
    '${}',
    '${foo}',
    '${Foo:x}',
    '${Env:X}',
    '${ env:X}',
    '${AWS::Region}',
    '${aws::Region}',
    '${a: :b}',
    '$env:A',
    '${env',
    '{env:A}',
    '$ {env:A}',
  ])('%s is left alone', (text) => {
    expect(parseVariables(text)).toEqual([]);
  });

  test.each<[string, [number, number][]]>([
    ['${AWS::${env:A}}', [[7, 15]]],
    [
      '${Foo ${env:A} ${env:B}} ${env:C}',
      [
        [6, 14],
        [15, 23],
        [25, 33],
      ],
    ],
  ])('variables inside it count: %s', (text, expected) => {
    expect(places(text)).toEqual(expected);
  });
});

describe('dollars and backslashes', () => {
  const X = '${env:X}';

  test.each<[string, Partial<Part>[]]>([
    [`\\${X}`, [{ kind: 'escape', start: 0, end: 2, value: '$' }]],
    [
      `\\\\${X}`,
      [
        { kind: 'escape', start: 0, end: 2, value: '\\' },
        { kind: 'variable', start: 2, end: 10 },
      ],
    ],
    [`\\\\\\${X}`, [{ kind: 'escape', start: 0, end: 4, value: '\\$' }]],
    [
      `\\\\\\\\${X}`,
      [
        { kind: 'escape', start: 0, end: 4, value: '\\\\' },
        { kind: 'variable', start: 4, end: 12 },
      ],
    ],
    [`\\a${X}`, [{ kind: 'variable', start: 2, end: 10 }]],
  ])('%s', (text, parts) => {
    expect(parseVariables(text)).toMatchObject(parts);
  });

  test.each([`$${X}`, `$$$${X}`])('%s swallows the dollars', (text) => {
    expect(places(text)).toEqual([[0, text.length]]);
  });
});

test('several variables of a text are in order', () => {
  expect(places('arn:aws:iam::${env:A}:role/${env:B}')).toEqual([
    [13, 21],
    [27, 35],
  ]);
});

const piece = fc.constantFrom(
  '${',
  '}',
  '(',
  ')',
  ':',
  ',',
  "'",
  '"',
  '\\',
  ' ',
  '$',
  '{',
  '\n',
  'env',
  'a',
  'B',
  '0',
  'null',
  '::',
  '${env:A}',
  '${file(',
  '${self:',
);
const anyText = fc.oneof(
  fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary' }),
);

test('whatever the text, reading it ends, throws nothing but a GrammarError, and gives ordered parts within bounds', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      fc.pre(!TRIMMED.test(text));
      const parts = partsOrNone(text);
      checkParts(parts, text);
    }),
    { numRuns: 5000 },
  );
});

/** Serverless trims it off an operand, and leaves the places in that as they were with it. */
const TRIMMED = /[:(,] *[^\S ]/;

function partsOrNone(text: string): Part[] {
  try {
    return parseVariables(text);
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    expect(error.index).toBeGreaterThanOrEqual(0);
    expect(error.index).toBeLessThanOrEqual(text.length);
    return [];
  }
}

function checkParts(parts: readonly Part[], text: string): void {
  let from = 0;
  for (const part of parts) {
    expect(part.start).toBeGreaterThanOrEqual(from);
    expect(part.end).toBeGreaterThan(part.start);
    expect(part.end).toBeLessThanOrEqual(text.length);
    from = part.end;
    if (part.kind === 'escape') continue;
    expect(part.text).toBe(text.slice(part.start, part.end));
    for (const operand of part.sources.flatMap(operandsOf)) checkParts(operand.parts, String(operand.value));
  }
}

function operandsOf(source: Source): Operand[] {
  if (source.kind === 'literal') return [];
  return [...(source.params ?? []), ...(source.address === undefined ? [] : [source.address])];
}
