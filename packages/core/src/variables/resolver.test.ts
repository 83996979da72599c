import { seed } from '@sts/test-kit';
import { describe, expect, test } from 'vitest';
import { exportsOf, readDataFile } from '../config/index.js';
import { isStsError, type StsError } from '../errors/index.js';
import { Lookups } from '../lookups/index.js';
import {
  createResolver,
  envSource,
  fileSource,
  optSource,
  paramSource,
  type Resolver,
  selfSource,
  slsSource,
  strToBoolSource,
} from './index.js';

interface World {
  env?: Record<string, string>;
  params?: Record<string, string>;
  dir?: string;
}

function resolverOf(configuration: unknown, { env = {}, params = {}, dir = '/nowhere' }: World = {}): Resolver {
  const lookups = new Lookups();
  return createResolver({
    configuration,
    fileName: 'serverless.yml',
    sources: {
      env: envSource(env),
      file: fileSource(dir, { data: readDataFile, program: (file) => exportsOf(file, { lookups, noteFile: () => undefined }) }, {}),
      opt: optSource({ stage: 'prod' }),
      param: paramSource({ option: params, compose: () => undefined }),
      self: selfSource(),
      sls: slsSource(),
      strToBool: strToBoolSource(),
    },
    given: {},
    lookups,
    stage: () => 'prod',
  });
}

function valueOf(key: string, rest: object = {}, world: World = {}): unknown {
  return resolverOf({ key, ...rest }, world).whole(['key']);
}

function errorOf(question: () => unknown): StsError {
  try {
    question();
  } catch (error) {
    if (isStsError(error)) return error;
    throw error;
  }
  throw new Error('there was no error');
}

describe('only what the question needs is resolved', () => {
  const BROKEN = {
    wanted: '${self:custom.${opt:stage}.name}',
    custom: {
      prod: { name: 'app', secret: '${ssm:/a}', broken: '${env:A, b}', missing: '${env:NOWHERE}' },
      dev: '${file(broken.js):x}',
      cycle: '${self:custom.cycle}',
    },
    other: '${vault:x}',
  };

  test('a broken or unsupported variable in another corner costs nothing', () => {
    expect(resolverOf(BROKEN).value(['wanted'])).toBe('app');
  });

  test('an object is looked into without resolving what lies in it', () => {
    expect(resolverOf(BROKEN).value(['custom', 'prod'])).toBe(BROKEN.custom.prod);
  });

  test('a way through a variable needs that variable alone', () => {
    const resolver = resolverOf({ a: '${self:b}', b: { c: 'found', d: '${ssm:/x}' } });
    expect(resolver.value(['a', 'c'])).toBe('found');
  });

  test('`whole` resolves everything inside', () => {
    const resolver = resolverOf({ a: { b: ['${env:X}', { c: 'x-${env:X}' }], n: null, f: false } }, { env: { X: '1' } });
    expect(resolver.whole(['a'])).toEqual({ b: ['1', { c: 'x-1' }], n: null, f: false });
  });

  test('what is not there is undefined', () => {
    expect(resolverOf({ a: { b: 1 } }).value(['a', 'c', 'd'])).toBeUndefined();
  });
});

describe('the trace of an answer', () => {
  test('names each variable that was used, once, and which source answered', () => {
    const configuration = { role: "arn:aws:iam::${self:custom.account}:role/${env:NAME, 'app'}", custom: { account: '${env:ACCOUNT}' } };
    const resolver = resolverOf(configuration, { env: { ACCOUNT: '123456789012' } });
    const expected = [
      { at: 'custom.account', text: '${env:ACCOUNT}', answeredBy: 'env:ACCOUNT' },
      { at: 'role', text: '${self:custom.account}', answeredBy: 'self:custom.account' },
      { at: 'role', text: "${env:NAME, 'app'}", answeredBy: 'literal' },
    ];
    expect(resolver.traced(() => resolver.value(['role'])).trace.variables).toEqual(expected);
    // What was remembered is traced again.
    expect(resolver.traced(() => resolver.value(['role'])).trace.variables).toEqual(expected);
  });
});

describe('cycles', () => {
  test.each([
    [{ a: '${self:a}' }, 'a → a'],
    [{ a: '${self:b}', b: 'x-${self:c}', c: '${self:a}' }, 'a → b → c → a'],
    [{ a: '${self:${self:a}}' }, 'a → a'],
    [{ a: '${self:b.x}', b: '${self:a}' }, 'a → b → a'],
    [{ a: "${env:NONE, self:a, 'x'}" }, 'a → a'],
  ])('%j is an error that names the way', (configuration, way) => {
    const error = errorOf(() => resolverOf(configuration).whole(['a']));
    expect(error).toMatchObject({ code: 'STS_VARIABLE_CYCLE' });
    expect(error.message).toContain(way);
  });

  test('an object that holds itself by a variable is one too', () => {
    expect(errorOf(() => resolverOf({ a: { b: '${self:a}' } }).whole(['a'])).code).toBe('STS_VARIABLE_CYCLE');
  });

  test('the same value asked for twice is none', () => {
    expect(valueOf('${self:x}-${self:x}', { x: '${env:X}' }, { env: { X: '1' } })).toBe('1-1');
  });

  test('a question can be asked again after an error', () => {
    const resolver = resolverOf({ a: '${env:NONE}' });
    expect(errorOf(() => resolver.value(['a'])).code).toBe('STS_VARIABLE_UNRESOLVED');
    expect(errorOf(() => resolver.value(['a'])).code).toBe('STS_VARIABLE_UNRESOLVED');
  });
});

describe('how far values may lead on', () => {
  function hops(count: number, end: string): Record<string, string> {
    const chain = Array.from({ length: count - 1 }, (_, index) => [`HOP${index + 1}`, `\${env:HOP${index + 2}}`]);
    return { ...Object.fromEntries(chain), [`HOP${count}`]: end } as Record<string, string>;
  }

  test('as the value of a property 11 hops work and 12 fail', () => {
    expect(valueOf('${env:HOP1}', {}, { env: hops(11, 'end') })).toBe('end');
    const error = errorOf(() => valueOf('${env:HOP1}', {}, { env: hops(12, 'end') }));
    expect(error).toMatchObject({ code: 'STS_VARIABLE_INVALID' });
    expect(error.message).toContain('more than 11 times');
  });

  test('in an address 10 hops work and 11 fail', () => {
    expect(valueOf('${self:${env:HOP1}}', { end: 'there' }, { env: hops(10, 'end') })).toBe('there');
    expect(errorOf(() => valueOf('${self:${env:HOP1}}', { end: 'there' }, { env: hops(11, 'end') })).code).toBe('STS_VARIABLE_INVALID');
  });

  test('a circle outside the configuration ends as well', () => {
    expect(errorOf(() => valueOf('${env:A}', {}, { env: { A: '${env:B}', B: '${env:A}' } })).code).toBe('STS_VARIABLE_INVALID');
  });

  test('a chain over properties has no limit', () => {
    const chain = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`k${index}`, `\${self:k${index + 1}}`]));
    expect(resolverOf({ ...chain, k200: 'end' }).value(['k0'])).toBe('end');
  });
});

describe('inside a text', () => {
  test.each<[string, unknown, string]>([
    ['a number', 7, 'x-7-y'],
    ['a boolean', false, 'x-false-y'],
    ['an empty text', '', 'x--y'],
    ['a list, by commas', ['a', 1, ['b', '${env:X}']], 'x-a,1,b,1-y'],
  ])('%s is put in as text', (_what, value, text) => {
    expect(valueOf('x-${self:value}-y', { value }, { env: { X: '1' } })).toBe(text);
  });

  test('an object is an error', () => {
    expect(errorOf(() => valueOf('x-${self:value}', { value: { a: 1 } }))).toMatchObject({
      code: 'STS_VARIABLE_UNRESOLVED',
      message: expect.stringContaining('${self:value} in key (serverless.yml) stands inside a text, but its value is an object'),
    });
  });

  test('null is an error', () => {
    expect(errorOf(() => valueOf('x-${env:NONE, null}')).message).toContain('its value is null');
  });

  test('two halves that meet do not become a variable', () => {
    expect(valueOf('${env:A}${env:B}', {}, { env: { A: '$', B: '{env:A}' } })).toBe('${env:A}');
  });
});

describe('as the whole value', () => {
  test.each([7, false, 0, '', ['a'], { a: { b: 1 } }])('%j stays what it is', (value) => {
    expect(valueOf('${self:value}', { value })).toEqual(value);
  });

  test('an escape stays literal, also when it is asked for as a whole', () => {
    expect(valueOf('\\${env:X}', {}, { env: { X: 'x' } })).toBe('${env:X}');
  });

  test('self without an address is the whole configuration', () => {
    expect(resolverOf({ all: '${self:}', name: 'app' }).value(['all', 'name'])).toBe('app');
  });

  test('the length of a list is an address that works', () => {
    expect(valueOf('${self:list.length}', { list: ['a', 'b'] })).toBe(2);
  });
});

describe('fallbacks', () => {
  test.each([
    ['an absent variable', "${env:NONE, 'next'}", 'next'],
    ['an absent key', "${self:none.x, 'next'}", 'next'],
    ['a null', "${self:nothing, 'next'}", 'next'],
    ['a file that is not there', "${file(none.yml):x, 'next'}", 'next'],
    ['an option that is not given', "${opt:none, 'next'}", 'next'],
    ['a parameter that is not there', "${param:none, 'next'}", 'next'],
  ])('%s moves on', (_what, key, value) => {
    expect(valueOf(key, { nothing: null })).toBe(value);
  });

  test.each<[string, string, unknown]>([
    ['an empty variable of the environment', '${env:EMPTY, 1}', ''],
    ['zero', '${self:zero, 1}', 0],
    ['false', '${self:no, 1}', false],
    ['an empty text', '${self:empty, 1}', ''],
  ])('%s counts as found', (_what, key, value) => {
    expect(valueOf(key, { zero: 0, no: false, empty: '' }, { env: { EMPTY: '' } })).toBe(value);
  });

  test('a failure stops, whatever comes after it', async () => {
    await using project = await seed({ 'broken.yml': 'a: [', 'code.js': 'throw new Error("broken")' });
    const codes = [
      "${file(broken.yml):a, 'x'}",
      "${file(code.js):a, 'x'}",
      "${vault:a, 'x'}",
      "${self:broken, 'x'}",
      "${strToBool(maybe), 'x'}",
      "${env:, 'x'}",
      "${file(), 'x'}",
      "${sls:none, 'x'}",
    ].map((key) => errorOf(() => valueOf(key, { broken: '${env:NONE}' }, { dir: project.dir })).code);
    expect(codes).toEqual([
      'STS_CONFIG_INVALID',
      'STS_CONFIG_INVALID',
      'STS_VARIABLE_UNSUPPORTED',
      'STS_VARIABLE_UNRESOLVED',
      'STS_VARIABLE_INVALID',
      'STS_VARIABLE_INVALID',
      'STS_VARIABLE_INVALID',
      'STS_VARIABLE_INVALID',
    ]);
  });

  test('nothing found is an error that names the key, the variable and all that was tried', () => {
    const error = errorOf(() => valueOf('${env:ONE, self:two.three, opt:four}'));
    expect(error.message).toBe(
      '${env:ONE, self:two.three, opt:four} in key (serverless.yml) has no value: env:ONE, self:two.three, opt:four not found.',
    );
  });

  test('an unsupported source is named with its key, and the way out', () => {
    expect(errorOf(() => valueOf('${vault(eu):app.role}'))).toMatchObject({
      code: 'STS_VARIABLE_UNSUPPORTED',
      message: expect.stringContaining('${vault(eu):app.role} in key (serverless.yml) asks the source "vault"'),
      hint: expect.stringContaining(`STS_VARIABLES='{"vault(eu):app.role":"…"}'`),
    });
  });

  test('what is not well-formed is named with its key and place', () => {
    expect(errorOf(() => valueOf('arn:${env:A, b}'))).toMatchObject({
      code: 'STS_VARIABLE_INVALID',
      message: expect.stringContaining('in key (serverless.yml)'),
    });
  });
});

describe('parameters', () => {
  const params = {
    prod: { p: 'of prod', nothing: null, no: false, 'a.b': 'dotted' },
    default: { p: 'of default', nothing: 'something', no: true },
  };

  test.each<[string, unknown]>([
    ['${param:p}', 'of prod'],
    ['${param:given}', 'of the option'],
    ['${param:nothing}', 'something'],
    ['${param:no}', false],
    ['${param:a.b}', 'dotted'],
  ])('%s is %j', (key, value) => {
    expect(valueOf(key, { params }, { params: { given: 'of the option' } })).toBe(value);
  });

  test('the params of another stage are not looked at', () => {
    expect(valueOf('${param:p}', { params: { ...params, dev: { p: '${ssm:/slow}' } } })).toBe('of prod');
  });
});

describe('hostile keys and sizes', () => {
  test('keys of the prototype are not found in any source', () => {
    const keys = ['__proto__', 'constructor', 'toString'].flatMap((name) => [
      `\${self:custom.${name}, 1}`,
      `\${env:${name}, 1}`,
      `\${opt:${name}, 1}`,
      `\${param:${name}, 1}`,
    ]);
    expect(keys.map((key) => valueOf(key, { custom: { a: 1 }, params: {} }))).toEqual(keys.map(() => 1));
    for (const type of ['__proto__', 'constructor']) expect(() => valueOf(`\${${type}:x}`)).not.toThrow(TypeError);
  });

  test('a key named __proto__ is a key like any other, and changes no prototype', () => {
    const custom: unknown = JSON.parse('{"__proto__": {"polluted": "${env:X}"}, "a": 1}');
    const copy = resolverOf({ custom }, { env: { X: 'x' } }).whole(['custom']);
    expect(Object.keys(Object(copy))).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });

  test('aliases that multiply each other are refused at once', () => {
    const bomb = Array.from({ length: 9 }).reduce<unknown>((inner) => Array.from({ length: 10 }, () => inner), 'x');
    const error = errorOf(() => resolverOf({ custom: { sts: bomb } }).whole(['custom', 'sts']));
    expect(error).toMatchObject({
      code: 'STS_CONFIG_INVALID',
      message: expect.stringContaining('custom.sts (serverless.yml) holds more than'),
    });
    expect(errorOf(() => resolverOf({ bomb, key: 'x-${self:bomb}' }).value(['key'])).code).toBe('STS_CONFIG_INVALID');
  });

  test('an alias that holds itself is refused', () => {
    const endless: unknown[] = [];
    endless.push(endless);
    expect(errorOf(() => resolverOf({ endless }).whole(['endless'])).code).toBe('STS_CONFIG_INVALID');
  });
});

describe('files', () => {
  test('YAML, JSON and text are read by their endings, from the service folder, and outside of it too', async () => {
    await using project = await seed({
      'service/roles.yml': 'prod: {role: of yaml}',
      'service/roles.json': { prod: { role: 'of json' } },
      'service/state.tfstate': { prod: { role: 'of state' } },
      'service/role.txt': 'of text\n',
      'above.yaml': 'prod: {role: of above}',
    });
    const world = { dir: project.path('service') };
    const keys = [
      '${file(roles.yml):prod.role}',
      '${file(./roles.json):prod.role}',
      '${file(state.tfstate):prod.role}',
      '${file(role.txt)}',
      '${file(../above.yaml):prod.role}',
      `\${file(${project.path('above.yaml')}):prod.role}`,
    ];
    expect(keys.map((key) => valueOf(key, {}, world))).toEqual(['of yaml', 'of json', 'of state', 'of text\n', 'of above', 'of above']);
  });

  test('an empty YAML file is an error without an address, and falls back with one', async () => {
    await using project = await seed({ 'empty.yml': '' });
    expect(valueOf('${file(empty.yml):a, 1}', {}, { dir: project.dir })).toBe(1);
    expect(errorOf(() => valueOf('${file(empty.yml), 1}', {}, { dir: project.dir })).code).toBe('STS_VARIABLE_UNRESOLVED');
  });
});

describe('sls and strToBool', () => {
  test('sls:stage is the stage in force, and sls:instanceId the same all through', () => {
    const resolver = resolverOf({ stage: '${sls:stage}', a: '${sls:instanceId}', b: '${sls:instanceId}' });
    expect(resolver.value(['stage'])).toBe('prod');
    expect(resolver.value(['a'])).toMatch(/^[0-9a-f-]{36}$/);
    expect(resolver.value(['b'])).toBe(resolver.value(['a']));
  });

  test.each<[string, unknown]>([
    ['${strToBool(true)}', true],
    ['${strToBool(1)}', true],
    ["${strToBool('0')}", false],
    ['${strToBool(${env:NO})}', false],
    ['${strToBool(${self:flag})}', false],
  ])('%s is %j', (key, value) => {
    expect(valueOf(key, { flag: false }, { env: { NO: ' False ' } })).toBe(value);
  });

  test.each(['${strToBool(false)}', '${strToBool(0)}', '${strToBool()}', '${strToBool(maybe)}'])('%s is an error', (key) => {
    expect(errorOf(() => valueOf(key)).code).toBe('STS_VARIABLE_INVALID');
  });
});
