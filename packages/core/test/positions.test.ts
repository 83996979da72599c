import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { dump, type DumpOptions, load } from 'js-yaml';
import { afterAll, describe, expect, test } from 'vitest';
import { Positions } from '../src/config/positions.js';
import { consumer, ROLE } from './consumer.js';

interface Place {
  file?: string;
  line?: number;
  column?: number;
}

interface Answer {
  what: string;
  place?: Place;
  variables: { text: string; place?: Place }[];
}

/** What a mark stands for: it is before the key that the place should be that of. */
const MARKS = { '①': 'role', '②': 'stage', '③': 'region', '④': 'variable' } as const;
type Mark = keyof typeof MARKS;
type Places = Partial<Record<(typeof MARKS)[Mark], Place>>;

/** The text without its marks, and where they were. */
function unmarked(text: string): { text: string; places: Places } {
  const places: Places = {};
  for (const [mark, name] of Object.entries(MARKS)) {
    const at = text.indexOf(mark);
    if (at === -1) continue;
    const lines = text.slice(0, at).split(/\r\n|\n|\r/);
    const before = (lines.at(-1) ?? '').replaceAll(/[①②③④\uFEFF]/g, '');
    places[name] = { line: lines.length, column: before.length + 1 };
  }
  return { text: text.replaceAll(/[①②③④]/g, ''), places };
}

function lineOf(place: Place | undefined): Place | undefined {
  return place?.line === undefined ? undefined : { line: place.line, ...(place.column === undefined ? {} : { column: place.column }) };
}

function found(answers: readonly Answer[]): Places {
  const of = (what: string): Place | undefined => lineOf(answers.find((answer) => answer.what === what)?.place);
  const variable = lineOf(answers.flatMap(({ variables }) => variables).find(({ place }) => place?.line !== undefined)?.place);
  const all = { role: of('role'), stage: of('stage'), region: of('region'), variable };
  return Object.fromEntries(Object.entries(all).filter(([, place]) => place !== undefined));
}

/** What is written down of a target, in a process of its own. */
async function explained(file: string, text: string, more: Record<string, string> = {}): Promise<Answer[]> {
  await using c = await consumer({ files: { [file]: text, ...more } });
  const { value, error } = await c.script<Answer[]>(`return (await core.resolveTarget({ config: '${file}' })).explanation.answers`, {
    WHO: ROLE,
  });
  if (value === undefined) throw new Error(error?.everything);
  return value;
}

const VAR = '${env:WHO}';
const ROWS: { what: string; text: string; file?: string }[] = [
  { what: 'block YAML', text: `service: x\nprovider:\n  name: aws\n  ②stage: prod\n  ③region: eu-west-1\n  ①role: ${ROLE}\n` },
  { what: 'provider.iam.role', text: `provider:\n  iam:\n    ①role: ${ROLE}\n  ③region: eu-west-1\n` },
  { what: 'flow YAML', text: `service: x\nprovider: { ②stage: prod, ③region: eu-west-1, iam: { ①role: "${ROLE}" } }\n` },
  {
    what: 'flow YAML over several lines',
    text: `provider: {\n    ②stage: prod,\n  iam: {\n  ①role: "${ROLE}"},\n\n  ③region: eu-west-1 }\n`,
  },
  { what: 'flow YAML below its key', text: `provider:\n  { ②stage: prod, ①role: "${ROLE}" }\n` },
  { what: 'flow YAML for the whole', text: `{ service: x, provider: { ②stage: prod, ①role: "${ROLE}" } }\n` },
  { what: 'flow YAML with tabs', text: `provider: {\t②stage: prod,\n\t\t①role:\t"${ROLE}"\t}\n` },
  {
    what: 'JSON',
    file: 'serverless.json',
    text: `{\n  "service": "x",\n  "provider": {\n    ②"stage": "prod",\n    ③"region": "eu-west-1",\n    "iam": { ①"role": "${ROLE}" }\n  }\n}\n`,
  },
  { what: 'JSON on one line', file: 'serverless.json', text: `{"provider":{②"stage":"prod",①"role":"${ROLE}"}}` },
  { what: 'JSON with tabs', file: 'serverless.json', text: `{\n\t"provider": {\n\t\t②"stage": "prod",\n\t\t①"role": "${ROLE}"\n\t}\n}\n` },
  {
    what: 'JSON with CRLF',
    file: 'serverless.json',
    text: `{\r\n  "provider": {\r\n    ②"stage": "prod",\r\n    ①"role": "${ROLE}"\r\n  }\r\n}\r\n`,
  },
  { what: 'JSON with a variable', file: 'serverless.json', text: `{\n  "provider": {\n    ①④"role": "${VAR}"\n  }\n}\n` },
  { what: 'CRLF', text: `service: x\r\nprovider:\r\n  ②stage: prod\r\n\r\n  ①role: ${ROLE}\r\n` },
  { what: 'CR alone', text: `service: x\rprovider:\r  ②stage: prod\r  ①role: ${ROLE}\r` },
  { what: 'a byte order mark', text: `\uFEFFprovider:\n  ②stage: prod\n  ①role: ${ROLE}\n` },
  { what: 'a byte order mark and one line', text: `\uFEFFprovider: { ②stage: prod, ①role: "${ROLE}" }\n` },
  {
    what: 'comments',
    text: `# role: no\nprovider: # stage: no\n  # stage: no\n  ②stage: prod # role: no\n# at the left\n  ①role: ${ROLE} # this\n`,
  },
  {
    what: 'a multi-line scalar before it',
    text: `custom:\n  a: |\n    role: no\n\n    stage: no\n  b: >-\n    folded\n    role: no\n  c: "quoted\n    role: no"\n  d: plain\n    on and on\nprovider:\n  ②stage: prod\n  ①role: ${ROLE}\n`,
  },
  { what: 'quoted keys', text: `'provider':\n  "iam":\n    ①'role': ${ROLE}\n  ②"stage": prod\n` },
  { what: 'escaped keys', text: `provider:\n  ①"r\\x6Fle": ${ROLE}\n` },
  { what: 'explicit keys', text: `? provider\n: ? ①role\n  : ${ROLE}\n  ? ②stage\n  : prod\n` },
  { what: 'keys with spaces before the colon', text: `provider :\n  ②stage   : prod\n  ①role : ${ROLE}\n` },
  { what: 'a document start', text: `%YAML 1.2\n---\n\nprovider:\n  ①role: ${ROLE}\n...\n` },
  {
    what: 'the same keys elsewhere',
    text: `role: a\nstage: b\ncustom: { role: c, stage: d, provider: { role: e } }\nprovider:\n  vpc:\n    role: f\n    stage: g\n  ②stage: prod\n  ①role: ${ROLE}\n`,
  },
  { what: 'wide characters before it', text: `custom: { "😀é": "ü" }\nprovider: { name: "😀", ①role: "${ROLE}" }\n` },
  { what: 'tags and anchors of values', text: `provider: &p\n  ②stage: !!str prod\n  ①role: &r !!str ${ROLE}\ncustom: { r: *r }\n` },
  {
    what: 'a list before it',
    text: `plugins:\n- a\n- b:\n    role: c\n- [d, {role: e}]\n- - f\n  - role: g\nprovider:\n  ①role: ${ROLE}\n`,
  },
  { what: 'an empty value before it', text: `custom:\nplugins:\nprovider:\n  name:\n  ②stage: prod\n  vpc: {}\n  ①role: ${ROLE}\n` },
  { what: 'a merge beside it', text: `base: &b\n  role: no\n  name: aws\nprovider:\n  <<: *b\n  ②stage: prod\n  ①role: ${ROLE}\n` },
  { what: 'a variable', text: `provider:\n  ②stage: prod\n  ①④role: ${VAR}\n` },
  {
    what: 'a variable in another key',
    text: `custom:\n  deep:\n    x: 1\n    who: ${ROLE}\nprovider:\n  ①④role: \${self:custom.deep.who}\n`,
  },
  { what: 'a variable in a text of several lines', text: `provider:\n  ②stage: prod\n  ①④role: >-\n    ${VAR}\n` },
  {
    what: 'a role by a short tag',
    text: `provider:\n  ①role: !GetAtt\n    - Mine\n    - Arn\nresources:\n  Resources:\n    Mine:\n      Type: AWS::IAM::Role\n      Properties: { RoleName: mine }\n`,
  },
];

describe('where the keys stand', () => {
  test.for(ROWS)('$what', async ({ text: marked, file = 'serverless.yml' }) => {
    const { text, places } = unmarked(marked);
    const answers = await explained(file, text).catch((error: unknown) => {
      // The account of a role of this stack is asked of AWS: the position alone is meant.
      if (!marked.includes('GetAtt')) throw error;
      return undefined;
    });
    if (answers === undefined) return inFileOf('yml', text, ['provider', 'role'], places.role);
    const { role, stage, region, variable } = found(answers);
    expect(role).toEqual(places.role);
    if (places.stage !== undefined) expect(stage).toEqual(places.stage);
    if (places.region !== undefined) expect(region).toEqual(places.region);
    if (places.variable !== undefined) expect(variable).toEqual(places.variable);
  });

  test('in files that a variable reads, and in lists', async () => {
    const roles = `# first\nother: 1\nlist:\n  - x\n  - ${VAR}\nrole: \${file(more.json):who.0}\n`;
    const answers = await explained(
      'serverless.yml',
      'provider:\n  role: ${file(sub/x.yml):role}\n  region: ${file(sub/x.yml):list.0, "eu-west-1"}\n'
        .replace('list.0', 'nothing')
        .replace('"eu-west-1"', "'eu-west-1'"),
      {
        'sub/x.yml': roles,
        'more.json': `{\n "who":\n  [\n   "${VAR}"\n  ]\n}`,
      },
    );
    const role = answers.find(({ what }) => what === 'role');
    const places = role?.variables.map(({ text, place }) => [text, path.basename(place?.file ?? ''), place?.line, place?.column]);
    expect(places).toEqual(
      expect.arrayContaining([
        ['${file(sub/x.yml):role}', 'serverless.yml', 2, 3],
        ['${file(more.json):who.0}', 'x.yml', 6, 1],
        [VAR, 'more.json', 4, 4],
      ]),
    );
  });

  test('the text says the same', async () => {
    await using c = await consumer({ files: { 'serverless.yml': `provider:\n  stage: prod\n  role: ${VAR}\n` } });
    const { value } = await c.script<string>('return (await core.resolveTarget()).explanation.text', { WHO: ROLE });
    expect(value).toContain('(provider.stage in serverless.yml, line 2, column 3)');
    expect(value).toContain('(provider.role in serverless.yml, line 3, column 3)');
    expect(value).toContain(`${VAR} in provider.role, line 3, column 3: from env:WHO`);
  });

  test.for(['serverless.js', 'serverless.ts'])('%s has no lines', async (file) => {
    await using c = await consumer({ files: { [file]: `module.exports = { provider: { role: '${ROLE}' } };` } });
    const { value } = await c.script<Answer[]>(`return (await core.resolveTarget({ config: '${file}' })).explanation.answers`);
    expect(value?.find(({ what }) => what === 'role')?.place).toEqual({ file: c.project.path(file) });
  });

  test('an option has no place', async () => {
    await using c = await consumer();
    const { value } = await c.script<Answer[]>('return (await core.resolveTarget()).explanation.answers', {
      STS_STAGE: 'prod',
      STS_REGION: 'eu-west-1',
      STS_ROLE_ARN: ROLE,
    });
    expect(value?.map(({ place }) => place)).toEqual([undefined, undefined, undefined]);
  });
});

const folder = mkdtempSync(path.join(tmpdir(), 'sts positions-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(extension: string, text: string): string {
  const file = path.join(folder, `x.${extension}`);
  writeFileSync(file, text);
  return file;
}

function placeIn(extension: string, text: string, keys: readonly string[]): Place | undefined {
  return new Positions().find(written(extension, text), keys);
}

function inFileOf(extension: string, text: string, keys: readonly string[], place: Place | undefined): void {
  expect(placeIn(extension, text, keys)).toEqual(place);
}

/** What stands at a place, as a key would be written. */
function textAt(text: string, place: Place): string {
  return (text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)[(place.line ?? 0) - 1] ?? '').slice((place.column ?? 1) - 1);
}

function isKeyAt(text: string, place: Place, key: string): boolean {
  const rest = textAt(text, place);
  return [key, `'${key.replaceAll("'", "''")}'`, JSON.stringify(key)].some((form) => rest.startsWith(form));
}

/** Where the key comes from elsewhere, the nearest place that is true is that of one of the keys on the way, or none. */
function isTrueFor(text: string, place: Place | undefined, keys: readonly string[]): boolean {
  return place === undefined || keys.some((key) => isKeyAt(text, place, key));
}

describe('a key that is not written where it counts', () => {
  const rows: [string, string, string[], Place | undefined][] = [
    ['out of a merge', 'base: &b\n  role: x\nprovider:\n  <<: *b\n  stage: y\n', ['provider', 'role'], { line: 3, column: 1 }],
    [
      'out of a list of merges',
      'a: &a { x: 1 }\nb: &b { role: 2 }\nprovider:\n  <<: [*a, *b]\n',
      ['provider', 'role'],
      { line: 3, column: 1 },
    ],
    [
      'behind a merge',
      'a: &a { x: 1, y: 2, z: 3 }\nprovider:\n  q: 1\n  <<: *a\n  role: 2\n',
      ['provider', 'role'],
      { line: 5, column: 3 },
    ],
    ['behind a merge in flow style', 'a: &a { x: 1 }\nprovider: { <<: *a, role: 2 }\n', ['provider', 'role'], { line: 2, column: 21 }],
    ['under an alias', 'base: &b\n  role: x\nprovider: *b\n', ['provider', 'role'], { line: 3, column: 1 }],
    ['that is not there', 'provider:\n  stage: y\n', ['provider', 'role'], { line: 1, column: 1 }],
    ['of a text', 'provider: x\n', ['provider', 'role'], { line: 1, column: 1 }],
    ['of nothing', 'provider:\n', ['provider', 'role'], { line: 1, column: 1 }],
    ['of an empty file', '', ['provider'], undefined],
    ['of a list', '- a\n- b\n', ['1'], { line: 2, column: 3 }],
    ['of a list of lists', '- [a, b]\n- - c\n  - d\n', ['1', '1'], { line: 3, column: 5 }],
    ['of a list in flow style', 'x: [a, { role: b }]\n', ['x', '1', 'role'], { line: 1, column: 10 }],
    ['of a list in flow style, the first', 'x: [{ role: b }, a]\n', ['x', '0', 'role'], { line: 1, column: 7 }],
    ['of a list of mappings', 'x:\n  - a: 1\n    b: 2\n  - a: 3\n    b: 4\n', ['x', '1', 'b'], { line: 5, column: 5 }],
    ['of a list of mappings in flow style', 'x:\n  - { a: 1, b: 2 }\n  - { a: 3, b: 4 }\n', ['x', '1', 'b'], { line: 3, column: 13 }],
    ['with a number for a key', 'x:\n  1: a\n  2: b\n', ['x', '2'], { line: 3, column: 3 }],
    ['with null for a key', 'x:\n  ~: a\n  b: c\n', ['x', 'b'], { line: 3, column: 3 }],
    ['with a list for a key', 'x:\n  [a, b]: 1\n  role: c\n', ['x', 'role'], { line: 3, column: 3 }],
    ['with a key of a quoted <<', 'x:\n  "<<": a\n  role: c\n', ['x', 'role'], { line: 3, column: 3 }],
    ['with __proto__ beside it', 'x:\n  __proto__: { role: a }\n  role: c\n', ['x', 'role'], { line: 3, column: 3 }],
    ['in pairs without values', 'x: { a, b, role: c }\n', ['x', 'role'], { line: 1, column: 12 }],
    ['in a single pair of a list, the nearest', 'x: [role: a, b: c]\n', ['x', '1', 'b'], { line: 1, column: 1 }],
    ['with an anchor', 'x:\n  &k role: a\n  b: c\n', ['x', 'b'], { line: 3, column: 3 }],
    ['with an alias for a key', 'k: &k role\nx:\n  *k : a\n  b: c\n', ['x', 'b'], { line: 4, column: 3 }],
    ['on explicit keys of several lines', 'x:\n  ? >-\n    long\n    key\n  : a\n  ? role\n  : b\n', ['x', 'role'], { line: 6, column: 5 }],
    ['of explicit keys without a value', 'x:\n  ? a\n  ? role\n', ['x', 'role'], { line: 1, column: 1 }],
  ];
  test.for(rows)('%s', ([_what, text, keys, place]) => {
    inFileOf('yml', text, keys, place);
  });

  test.for(rows)('%s: at least no wrong line', ([_what, text, keys]) => {
    const isIndex = keys.some((key) => /^\d+$/.test(key));
    const place = placeIn('yml', text, keys);
    if (!isIndex) expect(isTrueFor(text, place, keys), `${JSON.stringify(place)} in ${text}`).toBe(true);
    if (place?.line !== undefined) expect(place.line).toBeLessThanOrEqual(text.split('\n').length);
  });

  test.for(['txt', 'js', 'toml'])('a .%s has none', (extension) => {
    inFileOf(extension, 'provider:\n  role: x\n', ['provider', 'role'], undefined);
  });

  test('a file that is gone, or broken by now, has none', () => {
    expect(new Positions().find(path.join(folder, 'gone.yml'), ['x'])).toBeUndefined();
    inFileOf('yml', 'x: [', ['x'], undefined);
  });
});

const NAME = fc.oneof(
  fc.constantFrom(
    'provider',
    'role',
    'iam',
    'stage',
    'region',
    'a b',
    "it's",
    'say "x"',
    '0',
    '1e3',
    'true',
    'null',
    '~',
    '#x',
    'a: b',
    '- a',
    '{x',
    '&a',
    '*a',
    '!a',
    'é😀',
    'a\\b',
    '?',
  ),
  fc.string({ minLength: 1, maxLength: 8 }).filter((text) => !['__proto__', '<<'].includes(text)),
);
const LEAF = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.constantFrom('word', 'role: x', '# no', '', 'stage'), { minLength: 1, maxLength: 6 }).map((lines) => lines.join('\n')),
  fc.constant('long words '.repeat(15)),
);
const { tree } = fc.letrec<{ tree: unknown; node: unknown }>((tie) => ({
  tree: fc.dictionary(NAME, tie('node'), { minKeys: 1, maxKeys: 6 }),
  node: fc.oneof({ depthSize: 'small' }, LEAF, tie('tree'), fc.array(tie('node'), { maxLength: 4 })),
}));
const STYLE: fc.Arbitrary<DumpOptions> = fc.record({
  flowLevel: fc.constantFrom(-1, -1, 0, 1, 2, 3),
  indent: fc.integer({ min: 1, max: 5 }).map((indent) => indent + 1),
  noArrayIndent: fc.boolean(),
  lineWidth: fc.constantFrom(-1, 20, 80),
  forceQuotes: fc.boolean(),
  quotingType: fc.constantFrom<"'" | '"'>("'", '"'),
  condenseFlow: fc.boolean(),
});

/** Every way of keys in a tree. */
function ways(value: unknown, above: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => [[...above, key], ...ways(inside, [...above, key])]);
}

/** The place is that of the key on the way that goes deepest: its siblings' keys of the same name do not come before. */
function wrongPlaces(extension: string, text: string, value: unknown): string[] {
  const seen = new Map<string, string>();
  const file = written(extension, text);
  return ways(value).flatMap((keys) => {
    const place = new Positions().find(file, keys);
    const key = keys.at(-1) ?? '';
    const shown = `${JSON.stringify(keys)} at ${JSON.stringify(place)}`;
    if (place === undefined) return [`${shown}: none`];
    const isItem = Array.isArray(valueAt(value, keys.slice(0, -1)));
    if (!isItem && !isKeyAt(text, place, key)) return [`${shown}: not the key`];
    const id = `${place.line}:${place.column}`;
    const before = seen.get(id);
    // An item begins where its first key or item does.
    seen.set(id, shown);
    return before === undefined || isItem || beginsItem(value, keys) ? [] : [`${shown}: the same as ${before}`];
  });
}

function valueAt(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inside, key) => (inside as Record<string, unknown>)[key], value);
}

function beginsItem(value: unknown, keys: readonly string[]): boolean {
  const above = keys.slice(0, -1);
  return (
    above.length > 0 && Array.isArray(valueAt(value, above.slice(0, -1))) && Object.keys(valueAt(value, above) as object)[0] === keys.at(-1)
  );
}

function readsBack(text: string, value: unknown): boolean {
  try {
    return isDeepStrictEqual(load(text), value);
  } catch {
    return false;
  }
}

describe('of whatever js-yaml writes', () => {
  test('each key of a YAML file is found where it stands', () => {
    fc.assert(
      fc.property(tree, STYLE, fc.constantFrom('\n', '\r\n'), fc.boolean(), (value, style, end, mark) => {
        const dumped = dump(value, style);
        // What js-yaml writes with condensed braces is not always what it reads.
        fc.pre(readsBack(dumped, value));
        const text = `${mark ? '\uFEFF' : ''}${dumped.replaceAll('\n', end)}`;
        expect(wrongPlaces('yml', text, value), text).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('each key of a YAML file in block style is found where it stands', () => {
    fc.assert(
      fc.property(tree, STYLE, (value, style) => {
        const text = dump(value, { ...style, flowLevel: -1 });
        expect(wrongPlaces('yml', text, value), text).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('no key of a YAML file is said to stand where another stands', () => {
    fc.assert(
      fc.property(tree, STYLE, (value, style) => {
        const text = dump(value, style);
        const file = written('yml', text);
        for (const keys of ways(value)) {
          const place = new Positions().find(file, keys);
          // An item of a list has no name; without one on the way there is nothing to compare.
          if (!keys.some((key) => /^\d$/.test(key))) expect(isTrueFor(text, place, keys), `${keys.join(' > ')}\n${text}`).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('each key of a JSON file is found where it stands', () => {
    fc.assert(
      fc.property(tree, fc.constantFrom<string | number>(0, 1, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(wrongPlaces('json', text, value), text).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
