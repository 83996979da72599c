import fc, { type Arbitrary } from 'fast-check';
import type { FileFormat, Json, ParamPlace, SelfPlace, Source, Text, Value, Variable } from './tree.js';

/** Whether something in it may be an error. */
export type Safety = 'safe' | 'may break';

const DEPTH = 3;

const word = fc.constantFrom('a', 'b-c', 'x', '7', '0', 'App', 'true');
const WORDS: Arbitrary<Text> = fc.array(word, { minLength: 1, maxLength: 2 });

/** What is never found. */
const nothing = fc.constantFrom(
  'env:MISSING',
  'self:custom.absent',
  'self:custom.absent.deeper',
  'self:custom.nil',
  'opt:nothing',
  'file(gone.yml)',
  'file(gone.json):a.b',
  'file(gone.js):a',
  'file(nil.json):nil',
  'file(nil.json):absent',
  'file(empty.yml):a',
  'param:absent',
  "env:${env:MISSING, 'MISSING'}",
  'self:custom.${sls:stage}',
);

const literal = fc.constantFrom("'text'", '"quoted"', '12', '0', 'true', 'false', "''", '1.5');

/** What has a value everywhere. */
const written = fc.constantFrom(
  'sls:stage',
  'self:service',
  'self:provider.name',
  'aws:region',
  "opt:stage, 'no-stage'",
  "opt:region, 'no-region'",
  'strToBool(true)',
  "strToBool('0')",
  "strToBool(${env:MISSING, 'TRUE'})",
);

/** What is an error wherever it is asked. */
export const broken: Arbitrary<string> = fc.constantFrom(
  'env:MISSING',
  'env:MISSING, null',
  'env:MISSING, bare',
  'env:MISSING, ${env:MISSING}',
  'env:',
  'self:custom.absent',
  'self:custom.nil',
  'self:custom',
  'file(gone.yml):x',
  'file(empty.yml)',
  'file(nil.json)',
  "file(broken.yml):x, 'y'",
  'file()',
  'strToBool(maybe)',
  'strToBool(false)',
  'unknown:x',
  'param:absent',
  'opt:nothing',
  'sls:nothing',
);

/** What may be an error, by what else there is. */
const risky: Arbitrary<Source> = fc.oneof(
  { arbitrary: broken.map((one): Source => ({ kind: 'written', written: one })), weight: 3 },
  fc
    .constantFrom('self:provider.stage', 'self:provider.region', 'opt:stage', 'opt:region')
    .map((one): Source => ({ kind: 'written', written: one })),
  fc.record({ kind: fc.constant('hops' as const), many: fc.integer({ min: 1, max: 13 }), word }),
  fc.record({ kind: fc.constant('cycle' as const), length: fc.integer({ min: 1, max: 3 }) }),
);

const spelled = fc
  .constantFrom(
    '0123',
    '0b11',
    '0o17',
    '0x1F',
    '1_000',
    '1e3',
    '1.50',
    '+7',
    'True',
    'FALSE',
    'yes',
    '2012-10-17',
    '"007"',
    "'a'",
    '!!str 08',
  )
  .map((one) => ({ spelled: one }));

const memo = new Map<string, Arbitrary<unknown>>();

/** The same arbitrary for the same question, as it is made of many. */
function once<T>(key: string, make: () => Arbitrary<T>): Arbitrary<T> {
  const found = memo.get(key) ?? make();
  memo.set(key, found);
  return found as Arbitrary<T>;
}

/** A text with variables in it, up to a depth. */
export function text(safety: Safety, depth = DEPTH): Arbitrary<Text> {
  if (depth === 0) return WORDS;
  return once(`text ${safety} ${depth}`, () => {
    const variables: Arbitrary<Text> = fc
      .tuple(
        fc.option(word, { nil: '' }),
        variable(safety, depth),
        fc.option(fc.tuple(word, variable('safe', depth)), { nil: [], freq: 3 }),
      )
      .map(([head, first, tail]) => [head, first, ...tail]);
    return fc.oneof({ arbitrary: WORDS, weight: 40 }, { arbitrary: variables, weight: 60 }, escaped);
  });
}

/** Left alone: no name of a role. */
const escaped: Arbitrary<Text> = fc.constantFrom(['\\${env:MISSING}'], ['${foo}'], ['${ env:X}']);

/** Sources behind one that is found. */
const after: Arbitrary<readonly string[]> = fc.oneof(
  { arbitrary: fc.constant([]), weight: 3 },
  literal.map((one) => [one]),
  nothing.map((one) => [one]),
);

function variable(safety: Safety, depth: number): Arbitrary<Variable> {
  return once(`variable ${safety} ${depth}`, () => {
    const before = fc.array(nothing, { maxLength: 2 });
    const found: Arbitrary<Variable> = fc.record({ before, source: source(safety, depth), after }).map(endsWithLiteral);
    const fallen: Arbitrary<Variable> = fc.record({
      before: fc.array(nothing, { minLength: 1, maxLength: 2 }),
      source: literal.map((one) => ({ kind: 'written' as const, written: one })),
      after: fc.constant([]),
    });
    const error: Arbitrary<Variable> = risky.map((one) => ({ before: [], source: one, after: [] }));
    return fc.oneof(
      { arbitrary: found, weight: 20 },
      { arbitrary: fallen, weight: 4 },
      ...(safety === 'safe' ? [] : [{ arbitrary: error, weight: 2 }]),
    );
  });
}

/** Nothing can come behind a literal. */
function endsWithLiteral(one: Variable): Variable {
  return one.source.kind === 'written' && one.source.written.includes(', ') ? { ...one, after: [] } : one;
}

function source(safety: Safety, depth: number): Arbitrary<Source> {
  const placed = fc.oneof(ofSelf<Value>(PLACES), ofParam(['option', 'stage', 'default', 'null']), ofFile<Value>(FORMATS, fc.boolean()));
  const value: Arbitrary<Value> = fc.oneof(
    { arbitrary: text(safety, depth - 1) as Arbitrary<Value>, weight: 8 },
    fc.constantFrom<Value[]>(7, 0, true, false, 1.5),
    spelled,
    fc.constant<Value>([]),
  );
  return fc.oneof(
    { arbitrary: written.map((one): Source => ({ kind: 'written', written: one })), weight: 2 },
    { arbitrary: fc.record({ kind: fc.constant('env' as const), value }), weight: 2 },
    {
      arbitrary: fc.record({
        kind: fc.constant('dotenv' as const),
        text: dotenvText,
        inProcess: fc.constantFrom(undefined, undefined, '', 'wins'),
      }),
      weight: 1,
    },
    { arbitrary: fc.tuple(placed, value).map(([make, inner]) => make(inner)), weight: 6 },
  );
}

const dotenvText = fc.constantFrom(
  'a',
  '"b-c"',
  "'single'",
  'x # not this',
  ' padded ',
  '`tick`',
  '7',
  '${D_NONE:-fallen}',
  '${BASE}-x',
  '$BASE',
  'x\\$BASE',
  'a$D_NONE',
  '',
);

type Made<T> = Arbitrary<(value: T) => Source>;

/** Under `custom`. */
export function ofSelf<T extends Value | Json>(places: readonly SelfPlace[]): Made<T> {
  return fc.constantFrom(...places).map((at) => (value) => ({ kind: 'self', at, value }));
}

/** A parameter. */
export function ofParam(places: readonly ParamPlace[]): Made<Value> {
  return fc.constantFrom(...places).map((at) => (value) => ({ kind: 'param', at, value }));
}

/** A file of its own, whose name may come from a variable. */
export function ofFile<T extends Value | Json>(formats: readonly FileFormat[], nested: Arbitrary<boolean>): Made<T> {
  return fc.tuple(fc.constantFrom(...formats), nested).map(([format, isNested]) => (value) => ({
    kind: 'file',
    format,
    nested: isNested,
    value,
  }));
}

const PLACES: readonly SelfPlace[] = ['key', 'deep', 'list', 'stage', 'nested', 'chain', 'through'];
const FORMATS: readonly FileFormat[] = [
  'yml',
  'yaml',
  'json',
  'tfstate',
  'txt',
  'js',
  'cjs',
  'function',
  'async',
  'promise',
  'member',
  'whole.yml',
];

/** A place for a whole role. */
export const wholeSource: Made<Value | Json> = fc.oneof(
  ofSelf<Value | Json>(PLACES),
  ofFile<Value | Json>(['yml', 'json', 'js', 'function', 'async', 'whole.yml'], fc.constant(false)),
);
