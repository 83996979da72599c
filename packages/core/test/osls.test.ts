import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import process from 'node:process';
import { seed } from '@sts/test-kit';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { exportsOf, readConfig, readDataFile } from '../src/config/index.js';
import { isStsError } from '../src/errors/index.js';
import { Lookups } from '../src/lookups/index.js';
import { GrammarError, type Operand, type Part, parseVariables, type Source } from '../src/variables/grammar.js';
import {
  createResolver,
  envSource,
  fileSource,
  optSource,
  paramSource,
  selfSource,
  slsSource,
  strToBoolSource,
} from '../src/variables/index.js';

// The Serverless Framework's own reader is the reference: where ours differs, ours is wrong.
const load = createRequire(import.meta.url);
const oslsParse = load('osls/lib/configuration/variables/parse.js') as (text: string) => OslsVariable[] | null;
const oslsRead = load('osls/lib/configuration/read') as (file: string) => Promise<Record<string, unknown>>;
const oslsResolveMeta = load('osls/lib/configuration/variables/resolve-meta') as (configuration: object) => Map<string, OslsMeta>;
const oslsResolve = load('osls/lib/configuration/variables/resolve') as (question: object) => Promise<void>;
const source = (name: string): unknown => load(`osls/lib/configuration/variables/sources/${name}.js`);
const oslsSls = source('instance-dependent/get-sls') as () => unknown;
const oslsParam = source('instance-dependent/param') as (serverless: object) => unknown;

type OslsOperand = { value: unknown; variables?: OslsVariable[] };
type OslsSource = { type?: string; params?: OslsOperand[]; address?: OslsOperand; value?: unknown };
type OslsVariable = { start?: number; end?: number; sources?: OslsSource[]; value?: unknown };
type OslsMeta = { error?: Error; variables?: unknown };

describe('grammar', () => {
  test.each([
    '${env:A}',
    'a ${env:A} b',
    "${env:A, 'x'}",
    "${file(a b.yml, 'q'):x.y, env:B, null}",
    '\\${env:X}',
    '\\\\${env:X}',
    '\\\\\\${env:X}',
    '$${env:A}',
    '$$${env:A}',
    '${AWS::Region}',
    '${aws: :x}',
    '${foo}',
    '${Env:X}',
    '${ env:X}',
    '${AWS::${env:A}}',
    '${foo ${env:A}}',
    "${env:${self:a}, 'x'}",
    '${env:A, b}',
    '${env:A, ${env:B}}',
    '${env:A',
    '${env',
    '${self:}',
    '${strToBool(${env:A})}',
    '${env:${}}',
    '${file(a}',
    '${file(0, false,,x)}',
    '${f( )}',
    '${f(,)}',
    '${env:"a\\"b"}',
    "${env:'a\\'b'}",
    '${env:A,B:c}',
    '${env:A, b.c:d}',
    '${env:A, 1e3}',
    "${env:A, 'x'}}",
    '{${env:A}}',
    '${env:A}${env:B}',
    '${env:\n:}',
    '\\$${env:A}',
    '\\\\$${env:A}',
    '${env:A\\}',
    '${env:a${env:b}c${env:d}}',
  ])('%j', (text) => {
    expect(ourReading(text)).toEqual(oslsReading(text));
  });

  const token = fc.constantFrom(
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
    'env',
    'self',
    'file',
    'a',
    'B',
    '0',
    '1.5',
    '-',
    '.',
    'true',
    'null',
    '::',
    'AWS',
    '${env:A}',
    'a b',
    '\n',
  );
  const tokens = (maxLength: number): fc.Arbitrary<string> => fc.array(token, { maxLength }).map((all) => all.join(''));
  const opening = fc.constantFrom(
    '${env:',
    '${env:A, ',
    '${file(',
    '${file(a):',
    '${foo ',
    '${AWS::',
    '${env:${',
    "${env:A,'",
    '${file(${env:A},',
    '${env:"',
  );
  const text = fc.oneof(
    tokens(14),
    fc
      .tuple(fc.constantFrom('', 'a', '\\', '\\\\', '$', '"'), opening, tokens(8), fc.constantFrom('', '}', '}}', ')}', ' }'))
      .map((all) => all.join('')),
  );

  test('any text', () => {
    fc.assert(
      fc.property(text, (written) => {
        fc.pre(!FORGOTTEN.test(written));
        expect(ourReading(written)).toEqual(oslsReading(written));
      }),
      { numRuns: 20_000 },
    );
  });

  /** Where `a::` stands as a fallback, osls loses the variable, and with a lone `$` behind it the error too. */
  const FORGOTTEN = /,\s*[a-z][a-zA-Z0-9.-]* *: *:[^]*\$/;
});

/** What both readings are brought to: every part with its place, or `error`. */
function oslsReading(text: string): unknown {
  try {
    return (oslsParse(text) ?? []).map((part) => fromOsls(part, text));
  } catch (error) {
    if (error instanceof Error && error.name === 'ServerlessError') return 'error';
    throw error;
  }
}

function fromOsls({ start = 0, end, sources, value }: OslsVariable, text: string): unknown {
  const place = { start, end: end ?? text.length };
  if (sources === undefined) return { ...place, value };
  return {
    ...place,
    sources: sources.map((one) =>
      one.type === undefined
        ? { literal: one.value }
        : { type: one.type, params: one.params?.map(oslsOperand), address: one.address && oslsOperand(one.address) },
    ),
  };
}

function oslsOperand({ value, variables }: OslsOperand): unknown {
  return { value, parts: (variables ?? []).map((part) => fromOsls(part, String(value))) };
}

function ourReading(text: string): unknown {
  try {
    return parseVariables(text).map(fromOurs);
  } catch (error) {
    if (error instanceof GrammarError) return 'error';
    throw error;
  }
}

function fromOurs(part: Part): unknown {
  const { start, end } = part;
  return part.kind === 'escape' ? { start, end, value: part.value } : { start, end, sources: part.sources.map(ourSource) };
}

function ourSource(one: Source): unknown {
  if (one.kind === 'literal') return { literal: one.value };
  return { type: one.type, params: one.params?.map(ourOperand), address: one.address && ourOperand(one.address) };
}

function ourOperand({ value, parts }: Operand): unknown {
  return { value, parts: parts.map(fromOurs) };
}

describe('values', () => {
  const ENV = {
    ROLE: 'arn:aws:iam::123456789012:role/App',
    EMPTY: '',
    NAME: 'app',
    KEY: 'name',
    TRUE: ' True ',
    TEN: '10',
    ESCAPED: '\\${env:NAME}',
    LEADS: '${env:NAME}',
    LEADS_TO_NULL: '${env:MISSING, null}',
    LEADS_OBJECT: '${self:custom.object}',
  };
  const OPTIONS = { stage: 'prod', region: 'eu-west-1' };
  const PARAMS = { given: '${env:NAME}', 'a.b': 'dotted' };

  const CUSTOM = {
    name: 'app',
    number: 7,
    zero: 0,
    no: false,
    yes: true,
    empty: '',
    none: null,
    list: ['a', 'b', '${env:NAME}'],
    mixed: [1, true, ['x', 'y']],
    object: { inner: { deep: '${env:NAME}' }, number: 3 },
    prod: { role: 'production' },
    chain: '${self:custom.chain2}',
    chain2: '${self:custom.chain3.x}',
    chain3: '${self:custom.chain4}',
    chain4: { x: 'the end' },
    reference: '${self:custom.object}',
    text: 'letters',
    escaped: '\\${env:NAME}',
    null: '${env:MISSING, null}',
  };
  const OTHER = {
    'roles.yml': `dev: d\nprod:\n  role: \${env:ROLE}\n  list: [x, y]\nversion: 2012-10-17\nwhole: \${self:custom.object}\n`,
    'roles.json': { prod: { role: 'json' }, n: null },
    'plain.txt': 'some text ${env:NAME}\n',
    'empty.yml': '',
    'escaped.yml': 'x:\n  y: \\${env:NAME}\nnull: ${env:MISSING, null}\n',
  };
  const PARAM_GROUPS = {
    prod: { p: 'of prod', nothing: null, zero: 0 },
    default: { p: 'of default', nothing: 'something', leads: '${env:NAME}', 'a.b': 'not this' },
  };

  beforeEach(() => {
    for (const [name, value] of Object.entries(ENV)) vi.stubEnv(name, value);
    vi.stubEnv('MISSING', undefined);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test.each([
    '${env:ROLE}',
    '${env:MISSING}',
    "${env:MISSING, 'x'}",
    '${env:EMPTY}',
    "${env:EMPTY, 'x'}",
    'a-${env:EMPTY}-b',
    '${env:MISSING, env:NAME}',
    '${env:MISSING, null}',
    'a${env:MISSING, null}',
    '${env:MISSING, 7}',
    'n${env:MISSING, 7}',
    '${env:MISSING, true}',
    't${env:MISSING, true}',
    '${env:ESCAPED}',
    'x${env:ESCAPED}',
    '${env:LEADS}',
    'x${env:LEADS}y',
    '${env:LEADS_OBJECT}',
    'x${env:LEADS_OBJECT}',
    '${env:LEADS, env:NAME}',
    '${env:LEADS_TO_NULL, 1}',
    'x${env:LEADS_TO_NULL}',
    '${self:custom.escaped}',
    'x${self:custom.escaped}',
    '${self:custom.null, 1}',
    '${self:custom.name}',
    '${self:custom.number}',
    'n-${self:custom.number}',
    '${self:custom.zero}',
    '${self:custom.zero, 9}',
    '${self:custom.no, true}',
    'x${self:custom.no}',
    '${self:custom.empty, 1}',
    '${self:custom.none}',
    "${self:custom.none, 'x'}",
    '${self:custom.absent}',
    '${self:custom.absent, 1}',
    '${self:custom.list}',
    'l:${self:custom.list}',
    '${self:custom.list.1}',
    '${self:custom.list.2}',
    '${self:custom.list.length}',
    '${self:custom.list.9, 1}',
    'm:${self:custom.mixed}',
    '${self:custom.object}',
    'o${self:custom.object}',
    '${self:custom.object.inner}',
    '${self:custom.object.inner.deep}',
    '${self:custom.object.number}',
    '${self:custom.${opt:stage}.role}',
    '${self:custom.${env:KEY}}',
    '${self:custom.${self:custom.text}, self:custom.name}',
    '${self:custom.chain}',
    '${self:custom.reference.inner.deep}',
    '${self:custom.text.0}',
    '${self:custom.text.length}',
    '${self:custom.number.x, 1}',
    '${self:custom.__proto__, 1}',
    '${self:custom.constructor, 1}',
    '${self:custom.list.map, 1}',
    '${opt:stage}',
    '${opt:region}',
    '${opt:missing}',
    "${opt:missing, 'x'}",
    '${opt:}',
    '${sls:stage}',
    '${sls:nothing}',
    '${file(roles.yml):prod.role}',
    '${file(./roles.yml):prod.list.1}',
    '${file(roles.yml):prod}',
    '${file(roles.yml):nothing, 1}',
    '${file(roles.yml):version}',
    '${file(roles.yml):whole.inner.deep}',
    '${file(roles.yml):whole}',
    '${file(roles.json):prod.role}',
    '${file(roles.json):n, 2}',
    '${file(missing.yml), 3}',
    '${file(missing.yml):a.b, 3}',
    '${file(plain.txt)}',
    't-${file(plain.txt)}',
    '${file(empty.yml):a, 4}',
    '${file(empty.yml)}',
    '${file(${env:MISSING, "roles.yml"}):dev}',
    '${file()}',
    '${file(0):a}',
    '${file(roles.yml):}',
    '${strToBool(true)}',
    '${strToBool(1)}',
    '${strToBool(false)}',
    '${strToBool(0)}',
    "${strToBool('false')}",
    "${strToBool('0')}",
    '${strToBool(${env:TRUE})}',
    '${strToBool(${self:custom.no})}',
    '${strToBool(${self:custom.zero})}',
    '${strToBool(${self:custom.yes})}',
    '${strToBool(maybe)}',
    '${strToBool()}',
    'b${strToBool(${env:TRUE})}',
    '${strToBool(${env:MISSING, null})}',
    '${param:p}',
    '${param:given}',
    'x-${param:given}',
    '${param:nothing}',
    '${param:zero}',
    '${param:leads}',
    '${param:a.b}',
    '${param:missing}',
    '${param:missing, 1}',
    '${param:}',
    '${env:}',
    '${env:A, b}',
    '${env:A',
    'arn:aws:iam::${self:custom.number}:role/${opt:stage}-${env:NAME}',
    '\\${env:NAME}',
    '\\\\${env:NAME}',
    '$${env:NAME}',
    '${AWS::Region}-${env:NAME}',
    '${AWS::${env:NAME}}',
    '${foo}',
    '${env:NAME}\\${env:NAME}',
    '${self:key}',
    '${self:custom.${self:key}}',
    '${self:custom.list.${self:custom.zero}}',
    '${env:${env:${env:MISSING, "KEY"}, "NAME"}}',
  ])('%j has the value that osls gives it, or is an error for both', async (key) => {
    await using project = await seed({ ...OTHER, 'serverless.json': { key, custom: CUSTOM, params: PARAM_GROUPS } });
    const file = project.path('serverless.json');
    expect(ourValue(file)).toEqual(await oslsValue(file));
  });

  test.each([1, 10, 11, 12, 13])('a chain of %i hops through env: works where it works in osls', async (hops) => {
    for (let hop = 1; hop < hops; hop++) vi.stubEnv(`HOP${hop}`, `\${env:HOP${hop + 1}}`);
    vi.stubEnv(`HOP${hops}`, 'name');
    await using project = await seed({});
    const file = project.path('serverless.json');
    for (const key of [
      '${env:HOP1}',
      'x${env:HOP1}',
      '${self:custom.${env:HOP1}}',
      '${self:custom.x${env:HOP1}, 1}',
      '${file(${env:HOP1}), 2}',
    ]) {
      await writeFile(file, JSON.stringify({ key, custom: CUSTOM }));
      expect({ key, value: ourValue(file) }).toEqual({ key, value: await oslsValue(file) });
    }
  });

  const KEYS = [
    'name',
    'number',
    'zero',
    'no',
    'empty',
    'none',
    'list',
    'mixed',
    'object',
    'object.inner',
    'object.inner.deep',
    'chain',
    'reference.number',
    'absent',
    'list.0',
    'list.length',
  ];
  const leaf = fc.oneof(
    fc.constantFrom(...KEYS).map((key) => `self:custom.${key}`),
    fc.constantFrom(
      'env:NAME',
      'env:EMPTY',
      'env:MISSING',
      'env:ESCAPED',
      'env:LEADS',
      'env:LEADS_TO_NULL',
      'self:custom.escaped',
      'self:custom.null',
      'file(escaped.yml):x.y',
      'file(escaped.yml):null',
      'file(plain.txt)',
      'opt:stage',
      'opt:missing',
      'sls:stage',
      'param:p',
      'param:nothing',
      'param:missing',
      'strToBool(${env:TRUE})',
      'file(roles.yml):prod.role',
      'file(roles.yml):prod.list',
      'file(gone.yml):x',
      'self:custom.${opt:stage}.role',
      'env:${env:MISSING, "NAME"}',
    ),
  );
  const literal = fc.constantFrom("'text'", '"quoted"', '12', 'true', 'false', 'null', "''");
  const variable = fc
    .tuple(fc.array(leaf, { minLength: 1, maxLength: 3 }), fc.option(literal, { nil: undefined }))
    .map(([leaves, last]) => `\${${[...leaves, ...(last === undefined ? [] : [last])].join(', ')}}`);
  const value = fc.oneof(
    variable,
    fc
      .array(fc.oneof(variable, fc.constantFrom('-', ' ', '/', '\\', '${AWS::Region}', '$')), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('')),
  );

  test('any value made of such variables too', async () => {
    await using project = await seed(OTHER);
    const file = project.path('serverless.json');
    await fc.assert(
      fc.asyncProperty(value, async (key) => {
        await writeFile(file, JSON.stringify({ key, custom: CUSTOM, params: PARAM_GROUPS }));
        expect(ourValue(file)).toEqual(await oslsValue(file));
      }),
      { numRuns: 400 },
    );
  });

  async function oslsValue(file: string): Promise<unknown> {
    const configuration = await oslsRead(file);
    const serviceDir = file.slice(0, file.lastIndexOf('/'));
    const variablesMeta = oslsResolveMeta(configuration);
    if (variablesMeta.get('key')?.error !== undefined) return 'error';
    const serverless = {
      processedInput: { options: { ...OPTIONS, param: Object.entries(PARAMS).map(([name, text]) => `${name}=${text}`) } },
      configurationInput: configuration,
      configuration,
      service: { provider: { stage: 'prod' } },
    };
    const sources = {
      env: source('env'),
      file: source('file'),
      opt: source('opt'),
      self: source('self'),
      strToBool: source('str-to-bool'),
      sls: oslsSls(),
      param: oslsParam(serverless),
    };
    await oslsResolve({
      serviceDir,
      configuration,
      variablesMeta,
      sources,
      options: OPTIONS,
      fulfilledSources: new Set(Object.keys(sources)),
    });
    return failed(variablesMeta) ? 'error' : configuration['key'];
  }

  function failed(meta: Map<string, OslsMeta>): boolean {
    return [...meta].some(([at, { error, variables }]) => at.split('\0')[0] === 'key' && (error !== undefined || variables !== undefined));
  }

  function ourValue(file: string): unknown {
    const lookups = new Lookups();
    const config = readConfig(file, { lookups, noteFile: () => undefined });
    const resolver = createResolver({
      configuration: config.content,
      fileName: config.name,
      sources: {
        env: envSource(process.env),
        file: fileSource(
          config.dir,
          { data: readDataFile, program: (name) => exportsOf(name, { lookups, noteFile: () => undefined }) },
          OPTIONS,
        ),
        opt: optSource(OPTIONS),
        param: paramSource({ option: PARAMS, compose: () => undefined }),
        self: selfSource(),
        sls: slsSource(),
        strToBool: strToBoolSource(),
      },
      given: {},
      lookups,
      stage: () => OPTIONS.stage,
    });
    try {
      return resolver.whole(['key']);
    } catch (error) {
      if (isStsError(error)) return 'error';
      throw error;
    }
  }
});
