import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { isStsError } from '../src/errors/index.js';
import { givenOptions, mergeOptions } from '../src/options/index.js';
import { OPTION_NAMES } from '../src/options/table.js';

/** The file as it is published, and as editors find it. */
const FILE = createRequire(import.meta.url).resolve('@sts/core/serverless.schema.json');
const schema = JSON.parse(await readFile(FILE, 'utf8')) as {
  $defs: { StsOptions: { properties: Record<string, { description?: string }> } };
};
// The patterns of IAM's reference have escapes that stricter readers of patterns refuse.
const ajv = new Ajv({ strict: false, unicodeRegExp: false });
const acceptsFile = ajv.compile(schema);
const acceptsOptions = ajv.compile({ ...schema, properties: undefined, $ref: '#/$defs/StsOptions' });

/** Whether the packages themselves take an option. */
function taken(values: object): boolean {
  try {
    mergeOptions([givenOptions({ ...values }, 'the test')]);
    return true;
  } catch (error) {
    if (isStsError(error, 'STS_OPTIONS_INVALID')) return false;
    throw error;
  }
}

describe('the JSON schema of the options', () => {
  test('has every option, with its description', () => {
    const { properties } = schema.$defs.StsOptions;
    expect(Object.keys(properties)).toEqual(OPTION_NAMES);
    for (const name of OPTION_NAMES) expect(properties[name]?.description, name).toMatch(/`STS_[A-Z_]+`/);
  });

  const TEXTS = [
    '',
    'x',
    'prod',
    'a b',
    '123456',
    '123456789012',
    'https://sts.example',
    'arn:aws:iam::123456789012:mfa/me',
    'x'.repeat(65),
  ];
  const PLAIN = [0, 1, 60, 900, 900.5, 43_200, 43_201, -1, true, false, null];
  const LISTS = [[], ['x'], [''], [7], ['123456789012'], Array(11).fill('arn:aws:iam::aws:policy/x')];
  const OBJECTS = [{}, { a: 'b' }, { a: 1 }, { a: null }, { a: { b: 'c' } }];
  const VALUES: unknown[] = [...TEXTS, ...PLAIN, ...LISTS, ...OBJECTS];
  /** Keys of tags want the tags: no schema of one option says that. */
  const alone = OPTION_NAMES.filter((name) => name !== 'transitiveTagKeys');

  test.each(alone)('takes for %s what the packages take, and nothing else', (name) => {
    for (const value of VALUES) {
      const values = { [name]: value };
      expect([value, acceptsOptions(values)]).toEqual([value, taken(values)]);
    }
  });

  test('knows no other option', () => {
    expect(acceptsOptions({ roleArm: 'x' })).toBe(false);
  });

  test.each<[string, unknown, boolean]>([
    ['an option', { custom: { sts: { stage: 'dev' } } }, true],
    ['a variable for a number', { custom: { sts: { durationSeconds: '${env:SECONDS}' } } }, true],
    ['a variable for all', { custom: { sts: '${file(sts.yml)}' } }, true],
    ['a variable for all of custom', { custom: '${file(custom.yml)}' }, true],
    ['anything else in the file', { service: 'x', custom: { other: 7 }, functions: [{}] }, true],
    ['a wrong value', { custom: { sts: { durationSeconds: 60 } } }, false],
    ['a misspelt option', { custom: { sts: { stge: 'dev' } } }, false],
    ['a list of commands', { custom: { sts: { commands: ['dynamodb migrate'] } } }, true],
    ['commands that are no list', { custom: { sts: { commands: 'dynamodb' } } }, false],
    ['the ARN of a role that deploys', { custom: { sts: { deploy: 'arn:aws:iam::222222222222:role/x' } } }, true],
    ['options of a role that deploys', { custom: { sts: { deploy: { roleArn: 'x', durationSeconds: '${env:S}' } } } }, true],
    ['an option that a role that deploys cannot have', { custom: { sts: { deploy: { roleArn: 'x', stage: 'dev' } } } }, false],
    ['config, which says where the file is', { custom: { sts: { config: 'x.yml' } } }, false],
  ])('in a configuration: %s', (_what, file, good) => {
    expect(acceptsFile(file)).toBe(good);
  });
});
