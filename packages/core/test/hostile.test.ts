import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { type ProjectFiles, run } from '@sts/test-kit';
import { describe, expect, test } from 'vitest';
import { ACCOUNT, consumer, type Consumer, ROLE, YML } from './consumer.js';

const MAX_MS = 5000;
const MAX_MB = 400;
/** A message is for people. */
const MAX_MESSAGE = 4000;
const MB = 1024 * 1024;

interface Measured {
  code: string;
  message: string;
  isStsError: boolean;
  roleArn: string | null;
  ms: number;
  mb: number;
  /** What has come to stand on the prototypes of everything. */
  polluted: string[];
}

interface Row {
  what: string;
  /** A code, or the part of a role's ARN behind `role/`; several where each is a clear answer. */
  comesTo: string | string[];
  files?: ProjectFiles;
  env?: Record<string, string>;
  make?: (c: Consumer) => Promise<unknown>;
  /** Takes long to make: not in the process's own arguments or environment. */
  given?: string;
}

/**
 * Time and memory from within: those of the start of Node.js and of the machine do not count. (The `maxRSS` of a process
 * begins with that of the one that started it.)
 */
const body = (given: string): string => `
  const names = () => [Object.prototype, Array.prototype, Function.prototype, String.prototype].map((one) => Reflect.ownKeys(one).map(String).join()).join(';');
  const before = names();
  const start = performance.now();
  const outcome = await core.resolveTarget(${given}).then(({ roleArn }) => ({ roleArn }), (error) => ({ error }));
  const ms = performance.now() - start;
  const status = require('node:fs').existsSync('/proc/self/status') ? require('node:fs').readFileSync('/proc/self/status', 'utf8') : '';
  const kb = Number(/VmHWM:\\s+(\\d+)/.exec(status)?.[1] ?? process.resourceUsage().maxRSS);
  return {
    roleArn: outcome.roleArn ?? null, code: outcome.error?.code ?? '', message: String(outcome.error?.message ?? '') + (outcome.error?.hint ?? ''),
    isStsError: core.isStsError(outcome.error), ms, mb: kb / 1024, polluted: [before === names() ? [] : ['a name'], ['polluted', 'role', 'iam', 'x'].filter((name) => name in {})].flat(),
  };`;

async function measure({ files = {}, env = {}, make, given = '' }: Omit<Row, 'what' | 'comesTo'>): Promise<Measured> {
  await using c = await consumer({ files });
  await make?.(c);
  const script = `const core = require('@sts/core'); (async () => { ${body(given)} })().then((value) => console.log(JSON.stringify(value)))`;
  const whole = { ...c.env, STS_TIMEOUT_MS: '4000', ...env };
  // A process that hangs is ended long before the test.
  const result = await run(process.execPath, ['-e', script], { cwd: c.project.dir, env: whole, timeoutMs: 3 * MAX_MS });
  if (result.timedOut) throw new Error(`it hangs: ended after ${3 * MAX_MS} ms`);
  if (!result.stdout.startsWith('{')) throw new Error(`no outcome: ${result.failure ?? result.signal ?? ''} ${result.all.slice(0, 1000)}`);
  return JSON.parse(result.stdout) as Measured;
}

async function check(row: Row): Promise<void> {
  const measured = await measure(row);
  const came = measured.roleArn?.split('role/')[1] ?? measured.code;
  const shown = JSON.stringify({ ...measured, message: measured.message.slice(0, 500) });
  expect([row.comesTo].flat(), shown).toContain(came);
  expect(measured.isStsError || measured.roleArn !== null, shown).toBe(true);
  expect(measured.polluted).toEqual([]);
  expect(measured.message.length, shown).toBeLessThan(MAX_MESSAGE);
  expect(measured.ms, shown).toBeLessThan(MAX_MS);
  expect(measured.mb, shown).toBeLessThan(MAX_MB);
}

/** Nine to the power of eight values in a few lines. */
const BOMB = `a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n${[...'bcdefgh']
  .map(
    (name, index) =>
      `${name}: &${name} [${Array(9)
        .fill(`*${'abcdefgh'[index] ?? ''}`)
        .join(', ')}]`,
  )
  .join('\n')}\n`;
const CUSTOM_ROLE = 'provider:\n  role: ${self:custom.role}\n';
const GOOD = 'app/orders';
const filler = (bytes: number): string => '- some text that means nothing at all, forty-five\n'.repeat(Math.ceil(bytes / 50));

const ALIASES: Row[] = [
  { what: 'an alias bomb that nobody asks for', comesTo: GOOD, files: { 'serverless.yml': `${BOMB}${YML}` } },
  {
    what: 'an alias bomb for a role',
    comesTo: ['STS_ROLE_INVALID', 'STS_CONFIG_INVALID'],
    files: { 'serverless.yml': `${BOMB}provider:\n  role: *h\n` },
  },
  {
    what: 'an alias bomb for settings of a role',
    comesTo: ['STS_ROLE_INVALID', 'STS_ROLE_MISSING', 'STS_CONFIG_INVALID'],
    files: { 'serverless.yml': `${BOMB}provider:\n  iam:\n    role: *h\n` },
  },
  {
    what: 'an alias bomb in an intrinsic function',
    comesTo: ['STS_CONFIG_INVALID', 'STS_ROLE_INVALID', 'STS_ROLE_UNSUPPORTED'],
    files: { 'serverless.yml': `${BOMB}provider:\n  role:\n    Fn::Join: ['', *h]\n` },
  },
  {
    what: 'an alias bomb for resources',
    comesTo: ['STS_CONFIG_INVALID', 'STS_ROLE_INVALID'],
    files: { 'serverless.yml': `${BOMB}provider:\n  role: Mine\nresources: *h\n` },
  },
  {
    what: 'an alias bomb for functions',
    comesTo: ['STS_CONFIG_INVALID', 'STS_ROLE_MISSING'],
    files: { 'serverless.yml': `${BOMB}provider: {}\nfunctions: *h\n` },
  },
  {
    what: 'an alias bomb inside a text',
    comesTo: 'STS_CONFIG_INVALID',
    files: { 'serverless.yml': `${BOMB}provider:\n  role: x-\${self:h}\n` },
  },
  {
    what: 'an alias bomb in a file',
    comesTo: 'STS_CONFIG_INVALID',
    files: { 'serverless.yml': 'provider:\n  role: x-${file(bomb.yml):h}\n', 'bomb.yml': BOMB },
  },
  {
    what: 'an alias bomb for a stage',
    comesTo: 'STS_STAGE_INVALID',
    files: { 'serverless.yml': `${BOMB}provider:\n  stage: *h\n  role: ${ROLE}\n` },
  },
  {
    what: 'an alias bomb for a region',
    comesTo: 'STS_REGION_INVALID',
    files: { 'serverless.yml': `${BOMB}provider:\n  region: *h\n  role: ${ROLE}\n` },
  },
  {
    what: 'an alias bomb for custom.sts.variables',
    comesTo: ['STS_CONFIG_INVALID', GOOD],
    files: { 'serverless.yml': `${BOMB}${YML}custom:\n  sts:\n    variables: { 'x:y': *h }\n` },
  },
  { what: 'an alias that holds itself, for nobody', comesTo: GOOD, files: { 'serverless.yml': `a: &a { b: *a }\n${YML}` } },
  {
    what: 'an alias that holds itself, for a role',
    comesTo: ['STS_ROLE_INVALID', 'STS_ROLE_MISSING', 'STS_CONFIG_INVALID', 'STS_VARIABLE_CYCLE'],
    files: { 'serverless.yml': 'provider: &p\n  role: *p\n' },
  },
  {
    what: 'an alias that holds itself, in an intrinsic function',
    comesTo: ['STS_CONFIG_INVALID', 'STS_ROLE_INVALID', 'STS_ROLE_UNSUPPORTED'],
    files: { 'serverless.yml': "provider:\n  role: &r\n    Fn::Join: ['', [*r]]\n" },
  },
  {
    what: 'an alias that holds itself, for options',
    comesTo: ['STS_OPTIONS_INVALID', 'STS_CONFIG_INVALID'],
    files: { 'serverless.yml': `${YML}custom: &c\n  sts: *c\n` },
  },
  {
    what: 'an alias that holds itself, for resources',
    comesTo: ['STS_ROLE_INVALID', 'STS_CONFIG_INVALID'],
    files: { 'serverless.yml': 'provider:\n  role: Mine\nresources: &r\n  Resources: *r\n' },
  },
  {
    what: 'an alias that holds itself, for a list of resources',
    comesTo: ['STS_ROLE_INVALID', 'STS_CONFIG_INVALID'],
    files: { 'serverless.yml': 'provider:\n  role: Mine\nresources: &r\n  - *r\n' },
  },
  {
    what: 'an alias that holds itself, followed by an address',
    comesTo: ['STS_ROLE_INVALID', 'STS_CONFIG_INVALID', 'STS_VARIABLE_UNRESOLVED'],
    files: { 'serverless.yml': `a: &a { b: *a }\nprovider:\n  role: \${self:a${'.b'.repeat(20_000)}}\n` },
  },
  {
    what: 'many merges',
    comesTo: [GOOD, 'STS_CONFIG_INVALID'],
    files: {
      'serverless.yml': `a: &a { ${Array.from({ length: 500 }, (_, i) => `k${i}: 1`).join(', ')} }\nb:\n  <<: [${Array(1000).fill('*a').join(', ')}]\n${YML}`,
    },
  },
];

const deepYaml = (depth: number): string => `${YML}custom: ${'['.repeat(depth)}${']'.repeat(depth)}\n`;
const deepJson = (depth: number): string => `{"provider":{"role":"${ROLE}"},"custom":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`;
const blocks = (depth: number): string =>
  `custom:\n${Array.from({ length: depth }, (_, index) => `${' '.repeat(index + 1)}a:\n`).join('')}${YML}`;
const asRole = (text: string): ProjectFiles => ({ 'serverless.json': JSON.stringify({ provider: { role: text } }) });
const withoutYml = (c: Consumer): Promise<void> => rm(c.project.path('serverless.yml'));
const VARIABLE = [
  'STS_VARIABLE_INVALID',
  'STS_VARIABLE_UNRESOLVED',
  'STS_VARIABLE_UNSUPPORTED',
  'STS_VARIABLE_CYCLE',
  'STS_ROLE_INVALID',
  'STS_CONFIG_INVALID',
];

const DEPTHS: Row[] = [
  { what: 'YAML, flow, 100,000 deep', comesTo: ['STS_CONFIG_INVALID', GOOD], files: { 'serverless.yml': deepYaml(100_000) } },
  { what: 'YAML, flow, never closed', comesTo: 'STS_CONFIG_INVALID', files: { 'serverless.yml': `${YML}custom: ${'['.repeat(100_000)}` } },
  {
    what: 'YAML, braces, never closed',
    comesTo: 'STS_CONFIG_INVALID',
    files: { 'serverless.yml': `${YML}custom: ${'{a: '.repeat(100_000)}` },
  },
  { what: 'YAML, blocks 2,000 deep', comesTo: ['STS_CONFIG_INVALID', GOOD], files: { 'serverless.yml': blocks(2000) } },
  {
    what: 'YAML, 500,000 dashes',
    comesTo: ['STS_CONFIG_INVALID', GOOD],
    files: { 'serverless.yml': `${YML}custom:\n  ${'- '.repeat(500_000)}x\n` },
  },
  {
    what: 'YAML, 500,000 question marks',
    comesTo: ['STS_CONFIG_INVALID', GOOD],
    files: { 'serverless.yml': `${YML}custom:\n  ${'? '.repeat(500_000)}x\n` },
  },
  {
    what: 'YAML, tags and anchors without an end',
    comesTo: ['STS_CONFIG_INVALID', GOOD],
    files: { 'serverless.yml': `${YML}custom: ${'&a !!str '.repeat(100_000)}x\n` },
  },
  { what: 'JSON, 100,000 deep', comesTo: GOOD, files: { 'serverless.json': deepJson(100_000) }, make: withoutYml },
  {
    what: 'JSON, 100,000 deep, never closed',
    comesTo: 'STS_CONFIG_INVALID',
    files: { 'serverless.json': '{"a":'.repeat(100_000) },
    make: withoutYml,
  },
  {
    what: 'JSON, 100,000 deep, in custom.sts',
    comesTo: ['STS_CONFIG_INVALID', 'STS_OPTIONS_INVALID'],
    files: { 'serverless.json': deepJson(100_000).replace('"custom":', '"custom":{"sts":').replace(/\}$/, '}}') },
    make: withoutYml,
  },
  {
    what: 'JSON, 100,000 deep, for a role',
    comesTo: ['STS_ROLE_INVALID', 'STS_CONFIG_INVALID', 'STS_ROLE_MISSING', 'STS_ROLE_UNSUPPORTED'],
    files: { 'serverless.yml': 'provider:\n  role: ${file(x.json)}\n', 'x.json': deepJson(100_000) },
  },
  {
    what: 'a program of an object 100,000 deep',
    comesTo: 'STS_CONFIG_INVALID',
    files: {
      'serverless.js': `let a = {}; for (let i = 0; i < 100000; i++) a = { a };\nmodule.exports = { provider: { role: '${ROLE}' }, custom: a };`,
    },
    make: withoutYml,
  },
  {
    what: 'STS_PARAMS 50,000 deep',
    comesTo: 'STS_OPTIONS_INVALID',
    env: { STS_PARAMS: `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}` },
  },
];

const ring = (count: number, close: boolean): ProjectFiles =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const next = index + 1 === count && close ? 0 : index + 1;
      const answer = next === count ? `async () => '${ROLE}'` : `({ resolveVariable }) => resolveVariable('file(f${next}.js):role')`;
      return [`f${index}.js`, `exports.role = ${answer};`];
    }),
  );
/** The environment of a chain of so many variables. */
const hops = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`H${index + 1}`, index + 1 === count ? ROLE : `\${env:H${index + 2}}`]));
const doubling = (steps: number, each: string): string =>
  Array.from({ length: steps }, (_, index) => `  a${index + 1}: ${each.replaceAll('@', `\${self:custom.a${index}}`)}\n`).join('');

const VARIABLES: Row[] = [
  {
    what: '100,000 variables in each other',
    comesTo: VARIABLE,
    files: asRole(`${'${env:'.repeat(100_000)}X${'}'.repeat(100_000)}`),
    make: withoutYml,
  },
  { what: '100,000 fallbacks', comesTo: VARIABLE, files: asRole(`\${${Array(100_000).fill('env:NO').join(', ')}}`), make: withoutYml },
  {
    what: '100,000 foreign variables in each other',
    comesTo: VARIABLE,
    files: asRole(`${'${A'.repeat(100_000)}${'}'.repeat(100_000)}`),
    make: withoutYml,
  },
  { what: '1 MB of ${', comesTo: VARIABLE, files: asRole('${'.repeat(MB / 2)), make: withoutYml },
  { what: '1 MB of dollars', comesTo: VARIABLE, files: asRole(`${'$'.repeat(MB)}{env:X}`), make: withoutYml },
  { what: '1 MB of backslashes', comesTo: VARIABLE, files: asRole(`${'\\'.repeat(MB)}\${env:X}`), make: withoutYml },
  { what: '1 MB of escaped variables', comesTo: VARIABLE, files: asRole('\\${env:X}'.repeat(MB / 9)), make: withoutYml },
  { what: '1 MB of colons', comesTo: VARIABLE, files: asRole(`\${env${':'.repeat(MB)}}`), make: withoutYml },
  { what: '1 MB of spaces behind colons', comesTo: VARIABLE, files: asRole(`\${env: ${' '.repeat(1000)}`.repeat(1000)), make: withoutYml },
  { what: '1 MB of parameters', comesTo: VARIABLE, files: asRole(`\${file(${'a,'.repeat(MB / 2)}b)}`), make: withoutYml },
  { what: '1 MB of a string without an end', comesTo: VARIABLE, files: asRole(`\${env:X, "${'\\"'.repeat(MB / 2)}`), make: withoutYml },
  { what: '1 MB for an address', comesTo: VARIABLE, files: asRole(`\${self:${'a.'.repeat(MB / 2)}}`), make: withoutYml },
  {
    what: '1 MB for the name of a file',
    comesTo: [...VARIABLE, 'STS_CONFIG_UNREADABLE'],
    files: asRole(`\${file(${'a'.repeat(MB)}.yml)}`),
    make: withoutYml,
  },
  {
    what: 'a NUL in the name of a file',
    comesTo: [...VARIABLE, 'STS_CONFIG_UNREADABLE'],
    files: asRole('${file(a\u0000b.yml)}'),
    make: withoutYml,
  },
  {
    what: 'a NUL in the name of a program',
    comesTo: [...VARIABLE, 'STS_CONFIG_UNREADABLE'],
    files: asRole('${file(a\u0000b.js)}'),
    make: withoutYml,
  },
  { what: '1 MB of foreign variables', comesTo: VARIABLE, files: asRole('${AWS::X}'.repeat(MB / 9)), make: withoutYml },
  {
    what: '1 MB of the same variable',
    comesTo: VARIABLE,
    files: { 'serverless.json': JSON.stringify({ provider: { role: '${env:X}'.repeat(MB / 8) } }) },
    make: withoutYml,
    env: { X: 'x' },
  },
  {
    what: '20,000 variables, each another',
    comesTo: VARIABLE,
    files: {
      'serverless.json': JSON.stringify({
        provider: { role: Array.from({ length: 20_000 }, (_, index) => `\${self:custom.x${index}}`).join('') },
        custom: Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`x${index}`, 'x'])),
      }),
    },
    make: withoutYml,
  },
  {
    what: 'a chain of 20,000 properties',
    comesTo: [...VARIABLE, GOOD],
    files: {
      'serverless.json': JSON.stringify({
        provider: { role: '${self:custom.x0}' },
        custom: Object.fromEntries(
          Array.from({ length: 20_000 }, (_, index) => [`x${index}`, index === 19_999 ? ROLE : `\${self:custom.x${index + 1}}`]),
        ),
      }),
    },
    make: withoutYml,
  },
  {
    what: 'a chain of 300 properties',
    comesTo: GOOD,
    files: {
      'serverless.json': JSON.stringify({
        provider: { role: '${self:custom.x0}' },
        custom: Object.fromEntries(
          Array.from({ length: 300 }, (_, index) => [`x${index}`, index === 299 ? ROLE : `\${self:custom.x${index + 1}}`]),
        ),
      }),
    },
    make: withoutYml,
  },
  {
    what: 'texts that double 40 times',
    comesTo: VARIABLE,
    files: { 'serverless.yml': `${CUSTOM_ROLE}custom:\n  role: \${self:custom.a40}\n  a0: 0123456789\n${doubling(40, '@@')}` },
  },
  {
    what: 'texts that double 40 times and are empty',
    comesTo: [...VARIABLE, 'STS_ROLE_MISSING'],
    files: { 'serverless.yml': `${CUSTOM_ROLE}custom:\n  role: \${self:custom.a40}\n  a0: ''\n${doubling(40, '@@')}` },
  },
  {
    what: 'texts that double 40 times within an address',
    comesTo: VARIABLE,
    files: {
      'serverless.yml': `${CUSTOM_ROLE}custom:\n  role: \${self:custom.\${self:custom.a40}}\n  a0: 0123456789\n${doubling(40, '@@')}`,
    },
  },
  {
    what: 'lists that double 40 times',
    comesTo: VARIABLE,
    files: { 'serverless.yml': `${CUSTOM_ROLE}custom:\n  role: x-\${self:custom.a40}\n  a0: [0123456789]\n${doubling(40, "['@', '@']")}` },
  },
  {
    what: 'objects that double 40 times, for options',
    comesTo: ['STS_CONFIG_INVALID', 'STS_OPTIONS_INVALID'],
    files: { 'serverless.yml': `${YML}custom:\n  sts: { tags: '\${self:custom.a40}' }\n  a0: x\n${doubling(40, "{ a: '@', b: '@' }")}` },
  },
  {
    what: 'environment variables that grow tenfold',
    comesTo: VARIABLE,
    files: { 'serverless.yml': 'provider:\n  role: ${env:G0}\n' },
    env: Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [`G${index}`, index === 10 ? 'x' : `\${env:G${index + 1}}`.repeat(10)]),
    ),
  },
  {
    what: 'values of 900,000 characters, many of them',
    comesTo: [...VARIABLE, GOOD],
    files: {
      'serverless.yml': `${CUSTOM_ROLE}custom:\n  role: ${Array.from({ length: 100 }, (_, index) => `\${strToBool(\${self:custom.b${index}})}`).join('')}\n${Array.from({ length: 100 }, (_, index) => `  b${index}: \${file(big.txt)}\${self:custom.c}\n`).join('')}  c: y\n`,
      'big.txt': 'x'.repeat(900_000),
    },
  },
  { what: '11 hops of parsing anew', comesTo: GOOD, files: { 'serverless.yml': 'provider:\n  role: ${env:H1}\n' }, env: hops(11) },
  {
    what: '12 hops of parsing anew',
    comesTo: 'STS_VARIABLE_INVALID',
    files: { 'serverless.yml': 'provider:\n  role: ${env:H1}\n' },
    env: hops(12),
  },
  {
    what: 'a variable that parses to itself',
    comesTo: ['STS_VARIABLE_INVALID', 'STS_VARIABLE_CYCLE'],
    files: { 'serverless.yml': 'provider:\n  role: ${env:H}\n' },
    env: { H: '${env:H}' },
  },
  {
    what: 'a circle through files',
    comesTo: ['STS_VARIABLE_CYCLE', 'STS_VARIABLE_INVALID'],
    files: { 'serverless.yml': 'provider:\n  role: ${file(a.yml):a}\n', 'a.yml': 'a: ${file(b.yml):b}', 'b.yml': 'b: ${file(a.yml):a}' },
  },
  {
    what: 'a file that holds its own text',
    comesTo: VARIABLE,
    files: { 'serverless.yml': 'provider:\n  role: ${file(a.txt)}\n', 'a.txt': 'x${file(a.txt)}${file(a.txt)}' },
  },
  {
    what: 'a ring of 50 functions',
    comesTo: 'STS_VARIABLE_CYCLE',
    files: { 'serverless.yml': 'provider:\n  role: ${file(f0.js):role}\n', ...ring(50, true) },
  },
  {
    what: 'a chain of 50 functions',
    comesTo: GOOD,
    files: { 'serverless.yml': 'provider:\n  role: ${file(f0.js):role}\n', ...ring(50, false) },
  },
  {
    what: 'a function that answers with its own question',
    comesTo: ['STS_VARIABLE_CYCLE', 'STS_VARIABLE_INVALID'],
    files: { 'serverless.yml': 'provider:\n  role: ${file(f.js):role}\n', 'f.js': "exports.role = async () => '${file(f.js):role}';" },
  },
  {
    what: 'a function that answers with a promise of itself',
    comesTo: ['STS_TIMEOUT', 'STS_CONFIG_INVALID'],
    files: {
      'serverless.yml': 'provider:\n  role: ${file(f.js):role}\n',
      'f.js': 'const p = new Promise((done) => setImmediate(() => done(p)));\nexports.role = () => p;',
    },
  },
  {
    what: 'a program whose role is a text of 50 MB',
    comesTo: 'STS_ROLE_INVALID',
    files: { 'serverless.js': "module.exports = { provider: { role: 'x'.repeat(50e6) } };" },
    make: withoutYml,
  },
  {
    what: 'a program whose stage is a text of 5 MB',
    comesTo: 'STS_STAGE_INVALID',
    files: { 'serverless.js': `module.exports = { provider: { stage: ' '.repeat(5e6), role: '${ROLE}' } };` },
    make: withoutYml,
  },
  {
    what: 'an error of 5 MB',
    comesTo: 'STS_CONFIG_INVALID',
    files: { 'serverless.js': "throw new Error('x'.repeat(5e6));" },
    make: withoutYml,
  },
  {
    what: 'a key of 1 MB that leads back to itself',
    comesTo: 'STS_VARIABLE_CYCLE',
    files: {
      'serverless.json': JSON.stringify({
        provider: { role: `\${self:custom.${'k'.repeat(MB)}}` },
        custom: { ['k'.repeat(MB)]: `\${self:custom.${'k'.repeat(MB)}}` },
      }),
    },
    make: withoutYml,
  },
];

const many = (count: number, line: (index: number) => string): string => Array.from({ length: count }, (_, index) => line(index)).join('');
const SIZES: Row[] = [
  { what: 'a configuration of 10 MB', comesTo: 'STS_CONFIG_UNREADABLE', files: { 'serverless.yml': `${YML}custom:\n${filler(10 * MB)}` } },
  { what: 'a configuration of 7.5 MB of lines', comesTo: GOOD, files: { 'serverless.yml': `${YML}custom:\n${filler(7.5 * MB)}` } },
  {
    what: 'a configuration of 2 MB of keys',
    comesTo: GOOD,
    files: { 'serverless.yml': `${YML}custom:\n${many(100_000, (index) => `  key${index}: value\n`)}` },
  },
  {
    what: 'a configuration of 2 MB of keys at the top',
    comesTo: GOOD,
    files: { 'serverless.yml': `${YML}${many(100_000, (index) => `key${index}: value\n`)}` },
  },
  { what: 'a configuration of one line of 7 MB', comesTo: GOOD, files: { 'serverless.yml': `${YML}custom: '${'x'.repeat(7 * MB)}'\n` } },
  { what: 'a configuration of 7 MB of comments', comesTo: GOOD, files: { 'serverless.yml': `${'# nothing\n'.repeat(700_000)}${YML}` } },
  {
    what: 'a configuration of 7 MB of blanks',
    comesTo: [GOOD, 'STS_CONFIG_INVALID'],
    files: { 'serverless.yml': `${' '.repeat(7 * MB)}\n${YML}` },
  },
  {
    what: 'a configuration of 4 MB of quotes',
    comesTo: ['STS_CONFIG_INVALID'],
    files: { 'serverless.yml': `${YML}custom: "${'\\"'.repeat(2 * MB)}` },
  },
  {
    what: 'a JSON configuration of 7 MB',
    comesTo: GOOD,
    files: { 'serverless.json': JSON.stringify({ provider: { role: ROLE }, custom: Array(900_000).fill('xxxxx') }) },
    make: withoutYml,
  },
  {
    what: 'a JSON configuration of 7 MB with a mistake at its end',
    comesTo: 'STS_CONFIG_INVALID',
    files: { 'serverless.json': `{"custom":[${'"xxxxx",'.repeat(900_000)}]}` },
    make: withoutYml,
  },
  {
    what: 'a file of 10 MB',
    comesTo: 'STS_CONFIG_UNREADABLE',
    files: { 'serverless.yml': 'provider:\n  role: ${file(big.txt)}\n', 'big.txt': 'x'.repeat(10 * MB) },
  },
  {
    what: 'a file of 7 MB for a role',
    comesTo: ['STS_ROLE_INVALID', 'STS_VARIABLE_INVALID'],
    files: { 'serverless.yml': 'provider:\n  role: ${file(big.txt)}\n', 'big.txt': 'x'.repeat(7 * MB) },
  },
  {
    what: 'a .env of 10 MB',
    comesTo: 'STS_CONFIG_UNREADABLE',
    files: { 'serverless.yml': `useDotenv: true\n${YML}`, '.env': 'X=1\n'.repeat(2.5 * MB) },
  },
  {
    what: 'a .env of 1 MB whose values hold each other',
    comesTo: [GOOD, 'STS_CONFIG_INVALID'],
    files: { 'serverless.yml': `useDotenv: true\n${YML}`, '.env': many(20_000, (index) => `X${index + 1}=\${X${index}}x\n`) },
  },
  {
    what: 'a .env whose values double',
    comesTo: [GOOD, 'STS_CONFIG_INVALID', 'STS_CONFIG_UNREADABLE'],
    files: {
      'serverless.yml': `useDotenv: true\n${YML}`,
      '.env': `X0=0123456789\n${many(40, (index) => `X${index + 1}=\${X${index}}\${X${index}}\n`)}`,
    },
  },
  {
    what: 'a .env value that holds itself',
    comesTo: GOOD,
    files: { 'serverless.yml': `useDotenv: true\n${YML}`, '.env': 'A=${B}\nB=${A}x\nC=${C}y\n' },
  },
  {
    what: 'a compose file of 10 MB',
    comesTo: 'STS_CONFIG_UNREADABLE',
    files: { 'serverless-compose.yml': `services: {}\nx:\n${filler(10 * MB)}` },
  },
];

const PROTO = '__proto__:\n  polluted: yes\n  role: x\nconstructor:\n  prototype:\n    polluted: yes\n';
const PROTO_JSON = `{"__proto__":{"polluted":"yes","role":"x"},"constructor":{"prototype":{"polluted":"yes"}},"provider":{"role":"${ROLE}","__proto__":{"role":"x"}}}`;
const POLLUTION: Row[] = [
  { what: 'YAML', comesTo: GOOD, files: { 'serverless.yml': `${PROTO}${YML}` } },
  {
    what: 'YAML, large enough to be cut',
    comesTo: GOOD,
    files: { 'serverless.yml': `${PROTO}${YML}custom:\n  x: 1\n${many(2000, (index) => `top${index}: x\n`)}` },
  },
  {
    what: 'YAML by a merge',
    comesTo: GOOD,
    files: { 'serverless.yml': `a: &a\n  __proto__: { polluted: yes }\nb:\n  <<: *a\n<<: *a\n${YML}` },
  },
  {
    what: 'a role that only __proto__ has',
    comesTo: 'STS_ROLE_MISSING',
    files: { 'serverless.yml': `provider:\n  __proto__: { role: '${ROLE}' }\n` },
  },
  {
    what: 'a provider that only __proto__ has',
    comesTo: 'STS_ROLE_MISSING',
    files: { 'serverless.yml': `__proto__:\n  provider: { role: '${ROLE}' }\n${many(2000, (index) => `top${index}: x\n`)}` },
  },
  { what: 'JSON', comesTo: GOOD, files: { 'serverless.json': PROTO_JSON }, make: withoutYml },
  {
    what: 'a program',
    comesTo: GOOD,
    files: { 'serverless.js': `module.exports = JSON.parse(${JSON.stringify(PROTO_JSON)});` },
    make: withoutYml,
  },
  {
    what: 'a file',
    comesTo: 'STS_VARIABLE_UNRESOLVED',
    files: { 'serverless.yml': 'provider:\n  role: ${file(x.json):provider.__proto__.constructor.name}\n', 'x.json': '{"provider":{}}' },
  },
  {
    what: 'a key of a program',
    comesTo: 'STS_VARIABLE_UNRESOLVED',
    files: { 'serverless.yml': 'provider:\n  role: ${file(x.js):constructor.name}\n', 'x.js': 'module.exports = {};' },
  },
  {
    what: 'an address',
    comesTo: 'STS_VARIABLE_UNRESOLVED',
    files: { 'serverless.yml': 'provider:\n  role: ${self:__proto__.constructor.name}\n' },
  },
  ...[
    'env:__proto__',
    'opt:__proto__',
    'param:__proto__',
    'opt:constructor',
    'env:toString',
    'param:hasOwnProperty',
    'self:constructor',
    'self:provider.toString',
    'sls:__proto__',
    'git:constructor',
  ].map((text): Row => ({
    what: `\${${text}}`,
    comesTo: ['STS_VARIABLE_UNRESOLVED', 'STS_VARIABLE_INVALID', 'STS_VARIABLE_UNSUPPORTED'],
    files: { 'serverless.yml': `provider:\n  role: \${${text}}\n` },
  })),
  ...['constructor', 'toString', '__proto__', 'hasOwnProperty'].map((type): Row => ({
    what: `a source named ${type}`,
    comesTo: ['STS_VARIABLE_UNSUPPORTED', 'STS_ROLE_INVALID'],
    files: { 'serverless.yml': `provider:\n  role: \${${type}:x}\n` },
  })),
  {
    what: 'custom.sts',
    comesTo: ['STS_OPTIONS_INVALID', GOOD],
    files: { 'serverless.yml': `${YML}custom:\n  sts:\n    __proto__: { polluted: yes, roleArn: x }\n    tags: { __proto__: x }\n` },
  },
  {
    what: 'STS_PARAMS',
    comesTo: ['STS_OPTIONS_INVALID', GOOD],
    env: { STS_PARAMS: '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}' },
  },
  {
    what: 'STS_VARIABLES',
    comesTo: ['STS_OPTIONS_INVALID', GOOD],
    env: { STS_VARIABLES: '{"__proto__":{"polluted":1},"env:X":{"__proto__":{"polluted":1}}}' },
  },
  { what: 'options', comesTo: ['STS_OPTIONS_INVALID', GOOD], given: `JSON.parse('{"__proto__":{"roleArn":"x","polluted":1}}')` },
  {
    what: 'a .env',
    comesTo: GOOD,
    files: {
      'serverless.yml': `useDotenv: true\n${YML}`,
      '.env': '__proto__=x\nconstructor=x\ntoString=x\nA=${__proto__}${constructor}\n',
    },
  },
  {
    what: 'a compose file',
    comesTo: GOOD,
    files: {
      'serverless-compose.yml': `services:\n  __proto__: { path: ., params: { role: x } }\n  constructor: { path: x }\n__proto__: { services: {} }\n`,
    },
  },
  {
    what: 'resources and functions',
    comesTo: GOOD,
    files: {
      'serverless.yml': `${YML}resources:\n  __proto__: { Resources: { polluted: 1 } }\n  Resources: { __proto__: { polluted: 1 } }\nfunctions:\n  - __proto__: { polluted: { role: x } }\n`,
    },
  },
  {
    what: 'resources as lists that are merged',
    comesTo: ['STS_ROLE_INVALID', 'STS_ROLE_MISSING'],
    files: {
      'serverless.yml':
        "provider: { role: Mine }\nresources:\n  - Resources: { __proto__: { polluted: 1 } }\n  - Resources: { constructor: { prototype: { polluted: 1 } } }\n  - '__proto__': { polluted: 1 }\n",
    },
  },
  { what: 'a function named __proto__', comesTo: 'STS_FUNCTION_UNKNOWN', env: { STS_FUNCTION: '__proto__' } },
  {
    what: 'a role named by the logical id __proto__',
    comesTo: 'STS_ROLE_INVALID',
    files: { 'serverless.yml': 'provider: { role: __proto__ }\nresources: { Resources: {} }\n' },
  },
  { what: 'a stage named __proto__', comesTo: 'STS_STAGE_INVALID', env: { STS_STAGE: '__proto__' } },
  {
    what: 'a stage named constructor',
    comesTo: 'STS_VARIABLE_UNRESOLVED',
    files: { 'serverless.yml': 'params: {}\nprovider: { role: "${param:name}" }\n' },
    env: { STS_STAGE: 'constructor' },
  },
];

const BYTES = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 73 + (index >> 3)) % 256));
const place = (name: string, content: Buffer) => async (c: Consumer) => {
  await rm(c.project.path(name), { force: true });
  await writeFile(c.project.path(name), content);
};
const remade = (name: string, make: (file: string) => Promise<unknown>) => async (c: Consumer) => {
  await rm(c.project.path(name), { force: true });
  await make(c.project.path(name));
};
const fifo = (name: string) =>
  remade(name, async (file) => {
    const { exitCode, all } = await run('mkfifo', [file], { cwd: import.meta.dirname });
    if (exitCode !== 0) throw new Error(all);
  });
const link = (name: string, target: string) => remade(name, (file) => symlink(target, file));
const folder = (name: string) => remade(name, (file) => mkdir(file));
const UNREADABLE = 'STS_CONFIG_UNREADABLE';
const fromFile = (name: string): ProjectFiles => ({ 'serverless.yml': `provider:\n  role: \${file(${name})}\n` });
const DOTENV: ProjectFiles = { 'serverless.yml': `useDotenv: true\n${YML}` };
const NOT_A_PROGRAM = [UNREADABLE, 'STS_CONFIG_INVALID', 'STS_VARIABLE_UNRESOLVED'];

const ODD: Row[] = [
  { what: 'serverless.yml of bytes', comesTo: 'STS_CONFIG_INVALID', make: place('serverless.yml', BYTES) },
  { what: 'serverless.yml of NULs', comesTo: 'STS_CONFIG_INVALID', make: place('serverless.yml', Buffer.alloc(100_000)) },
  {
    what: 'serverless.yml in UTF-16',
    comesTo: 'STS_CONFIG_INVALID',
    make: place('serverless.yml', Buffer.from(`\uFEFF${YML}`, 'utf16le')),
  },
  {
    what: 'serverless.json of bytes',
    comesTo: 'STS_CONFIG_INVALID',
    files: { 'serverless.json': '' },
    make: async (c) => [await withoutYml(c), await place('serverless.json', BYTES)(c)],
  },
  {
    what: 'serverless.js of bytes',
    comesTo: 'STS_CONFIG_INVALID',
    files: { 'serverless.js': '' },
    make: async (c) => [await withoutYml(c), await place('serverless.js', BYTES)(c)],
  },
  {
    what: 'serverless.ts of bytes',
    comesTo: 'STS_CONFIG_INVALID',
    files: { 'serverless.ts': '' },
    make: async (c) => [await withoutYml(c), await place('serverless.ts', BYTES)(c)],
  },
  { what: 'an empty serverless.yml', comesTo: 'STS_CONFIG_INVALID', make: place('serverless.yml', Buffer.alloc(0)) },
  { what: 'a text file of bytes', comesTo: 'STS_ROLE_INVALID', files: fromFile('x.bin'), make: place('x.bin', BYTES) },
  { what: 'a YAML file of bytes', comesTo: 'STS_CONFIG_INVALID', files: fromFile('x.yml'), make: place('x.yml', BYTES) },
  { what: 'a program of bytes', comesTo: 'STS_CONFIG_INVALID', files: fromFile('x.js'), make: place('x.js', BYTES) },
  { what: 'a .env of bytes', comesTo: GOOD, files: DOTENV, make: place('.env', BYTES) },
  { what: 'a file that is a folder', comesTo: UNREADABLE, files: fromFile('x.yml'), make: folder('x.yml') },
  { what: 'a file that is a FIFO', comesTo: UNREADABLE, files: fromFile('x.yml'), make: fifo('x.yml') },
  { what: 'a text that is a FIFO', comesTo: UNREADABLE, files: fromFile('x.txt'), make: fifo('x.txt') },
  { what: 'a file that is /dev/zero', comesTo: UNREADABLE, files: fromFile('/dev/zero') },
  { what: 'a file that leads to /dev/zero', comesTo: UNREADABLE, files: fromFile('x.json'), make: link('x.json', '/dev/zero') },
  { what: 'a file that leads nowhere', comesTo: 'STS_VARIABLE_UNRESOLVED', files: fromFile('x.yml'), make: link('x.yml', 'nowhere.yml') },
  { what: 'a file that leads to itself', comesTo: UNREADABLE, files: fromFile('x.yml'), make: link('x.yml', 'x.yml') },
  { what: 'a file below a file', comesTo: [UNREADABLE, 'STS_VARIABLE_UNRESOLVED'], files: fromFile('package.json/x.yml') },
  { what: 'a program that is a folder', comesTo: NOT_A_PROGRAM, files: fromFile('x.js'), make: folder('x.js') },
  {
    what: 'a program that is a folder with a program',
    comesTo: [...NOT_A_PROGRAM, GOOD],
    files: { ...fromFile('x.js'), 'x.js/index.js': `module.exports = '${ROLE}';` },
  },
  { what: 'a program that is a FIFO', comesTo: NOT_A_PROGRAM, files: fromFile('x.js'), make: fifo('x.js') },
  { what: 'a program that leads to /dev/zero', comesTo: NOT_A_PROGRAM, files: fromFile('x.cjs'), make: link('x.cjs', '/dev/zero') },
  { what: 'a program that leads nowhere', comesTo: 'STS_VARIABLE_UNRESOLVED', files: fromFile('x.js'), make: link('x.js', 'nowhere.js') },
  { what: 'a program that leads to itself', comesTo: NOT_A_PROGRAM, files: fromFile('x.js'), make: link('x.js', 'x.js') },
  { what: 'serverless.yml that is a FIFO', comesTo: 'STS_CONFIG_NOT_FOUND', make: fifo('serverless.yml') },
  { what: 'serverless.yml that is a folder', comesTo: 'STS_CONFIG_NOT_FOUND', make: folder('serverless.yml') },
  { what: 'serverless.yml that leads to itself', comesTo: 'STS_CONFIG_NOT_FOUND', make: link('serverless.yml', 'serverless.yml') },
  { what: 'serverless.yml that leads to /dev/zero', comesTo: 'STS_CONFIG_NOT_FOUND', make: link('serverless.yml', '/dev/zero') },
  {
    what: 'serverless.yml that is a FIFO, and is named',
    comesTo: UNREADABLE,
    make: fifo('serverless.yml'),
    env: { STS_CONFIG: 'serverless.yml' },
  },
  {
    what: 'serverless.js that is a FIFO',
    comesTo: 'STS_CONFIG_NOT_FOUND',
    make: async (c) => [await withoutYml(c), await fifo('serverless.js')(c)],
  },
  { what: 'a compose file that is a FIFO', comesTo: GOOD, make: fifo('serverless-compose.yml') },
  { what: '.env that is a folder', comesTo: UNREADABLE, files: DOTENV, make: folder('.env') },
  { what: '.env that is a FIFO', comesTo: UNREADABLE, files: DOTENV, make: fifo('.env') },
  { what: '.env that leads to /dev/zero', comesTo: UNREADABLE, files: DOTENV, make: link('.env', '/dev/zero') },
  { what: '.env that leads nowhere', comesTo: GOOD, files: DOTENV, make: link('.env', 'nowhere') },
  { what: '.env that leads to itself', comesTo: [UNREADABLE, GOOD], files: DOTENV, make: link('.env', '.env') },
  {
    what: 'an installed package whose manifest is a FIFO',
    comesTo: GOOD,
    files: { ...DOTENV, '.env': '', 'node_modules/osls/x': '', 'node_modules/serverless/x': '' },
    make: async (c) => [await fifo('node_modules/osls/package.json')(c), await fifo('node_modules/serverless/package.json')(c)],
  },
];

const skipped = process.platform === 'win32' ? 'Windows has none of these files' : undefined;

describe('aliases', () => {
  test.for(ALIASES)('$what: $comesTo', (row) => check(row));
});

describe('depth', () => {
  test.for(DEPTHS)('$what: $comesTo', (row) => check(row));
});

describe('variables', () => {
  test.for(VARIABLES)('$what: $comesTo', (row) => check(row));
});

describe('size', () => {
  test.for(SIZES)('$what: $comesTo', (row) => check(row));
});

describe('keys of prototypes', () => {
  test.for(POLLUTION)('$what: $comesTo', (row) => check(row));
});

describe('files that are none', () => {
  test.for(ODD)('$what: $comesTo', async (row, context) => {
    if (skipped !== undefined) return context.skip(skipped);
    await check(row);
  });

  test('a file that may not be read', async (context) => {
    if (skipped !== undefined || process.getuid?.() === 0) return context.skip(skipped ?? 'root may read everything');
    await check({
      what: '',
      comesTo: UNREADABLE,
      files: { ...fromFile('x.yml'), 'x.yml': 'x' },
      make: (c) => chmod(c.project.path('x.yml'), 0),
    });
  });

  test.for(['fifo', 'zero', 'folder', 'loop'] as const)('a session policy that is a %s', async (kind, context) => {
    if (skipped !== undefined) return context.skip(skipped);
    await using c = await consumer();
    const make = { fifo: fifo('p.json'), zero: link('p.json', '/dev/zero'), folder: folder('p.json'), loop: link('p.json', 'p.json') };
    await make[kind](c);
    const script = "require('@sts/core').openSession().catch((error) => console.log(error.code))";
    const env = { ...c.env, STS_SESSION_POLICY: 'p.json', STS_TIMEOUT_MS: '3000' };
    const result = await run(process.execPath, ['-e', script], { cwd: c.project.dir, env, timeoutMs: 3 * MAX_MS });
    expect(result.timedOut).toBe(false);
    expect(result.stdout, result.all).toMatch(/^STS_(?:POLICY|OPTIONS|CONFIG)_/);
    expect(c.sts.count()).toBe(0);
  });
});

test('what is hostile to one question does not spoil the next one in the same process', async () => {
  await using c = await consumer({
    files: { 'bad.yml': `${PROTO}provider:\n  role: \${self:custom.a40}\ncustom:\n  a0: x\n${doubling(40, '@@')}` },
  });
  const { value } = await c.script<string[]>(`const bad = await core.resolveTarget({ config: 'bad.yml' }).catch((error) => error.code);
    const { roleArn } = await core.resolveTarget();
    return [bad, roleArn]`);
  expect(value).toEqual(['STS_VARIABLE_INVALID', `arn:aws:iam::${ACCOUNT}:role/${GOOD}`]);
});
