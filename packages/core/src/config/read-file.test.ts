import { execFileSync } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { type Project, seed } from '@sts/test-kit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from './read-config.js';
import { Lookups } from '../lookups/index.js';
import { readDataFile } from './read-file.js';

let project: Project;
beforeEach(async () => {
  project = await seed({});
});
afterEach(() => project.remove());

async function yaml(text: string): Promise<unknown> {
  await project.write('serverless.yml', text);
  return readDataFile(project.path('serverless.yml'))?.content;
}

describe('YAML', () => {
  test.each<[string, unknown]>([
    ['!Ref Role', { Ref: 'Role' }],
    ['!Condition Prod', { Condition: 'Prod' }],
    ['!GetAtt Role.Arn', { 'Fn::GetAtt': ['Role', 'Arn'] }],
    ['!GetAtt Stack.Outputs.Arn', { 'Fn::GetAtt': ['Stack', 'Outputs.Arn'] }],
    ['!GetAtt [Role, Arn]', { 'Fn::GetAtt': ['Role', 'Arn'] }],
    ['!Sub "arn:${AWS::Partition}:x"', { 'Fn::Sub': 'arn:${AWS::Partition}:x' }],
    ['!Sub ["${A}", {A: 1}]', { 'Fn::Sub': ['${A}', { A: 1 }] }],
    ['!Join ["", [a, !Ref B]]', { 'Fn::Join': ['', ['a', { Ref: 'B' }]] }],
    ['!ImportValue Role', { 'Fn::ImportValue': 'Role' }],
    ['!If [Prod, a, b]', { 'Fn::If': ['Prod', 'a', 'b'] }],
    ['!Transform {Name: x}', { 'Fn::Transform': { Name: 'x' } }],
  ])('%s is read as its long form', async (written, long) => {
    expect(await yaml(`role: ${written}\n`)).toEqual({ role: long });
  });

  test.each<[string, unknown]>([
    ['2012-10-17', '2012-10-17'],
    ['0123', 123],
    ['0b11', 3],
    ['1_000', '1_000'],
    ['1:30', '1:30'],
    ['012345678901', 12_345_678_901],
    ['"012345678901"', '012345678901'],
  ])('%s is %j', async (written, value) => {
    expect(await yaml(`v: ${written}\n`)).toEqual({ v: value });
  });

  test('merge keys merge, and a quoted one does not', async () => {
    expect(await yaml('base: &b {x: 1}\none:\n  <<: *b\ntwo:\n  "<<": y\n')).toEqual({ base: { x: 1 }, one: { x: 1 }, two: { '<<': 'y' } });
  });

  test('a byte order mark does no harm', async () => {
    expect(await yaml('\uFEFFservice: app\n')).toEqual({ service: 'app' });
  });

  test.each([
    ['an unknown tag', 'a: 1\nrole: !Unknown x\n', 2, 'unknown tag'],
    ['a bracket that does not close', 'a: 1\nb:\n  - [1, 2\n', 4, ''],
    ['a key that stands twice', 'a: 1\na: 2\n', 2, 'duplicated mapping key'],
    ['a tab', 'a:\n\tb: 1\n', 2, ''],
  ])('%s is an error with file, line and column', async (_what, text, line, reason) => {
    await expect(yaml(text)).rejects.toMatchObject({
      code: 'STS_CONFIG_INVALID',
      message: expect.stringMatching(new RegExp(`serverless\\.yml:${line}:\\d+ is not well-formed YAML: .*${reason}`)),
    });
  });

  test('the error shows nothing of what the lines hold', async () => {
    const error: unknown = await yaml('password: canary-7Hq\nbroken: [canary-7Hq\n').catch((reason: unknown) => reason);
    expect(JSON.stringify([String(error), (error as Error).stack])).not.toContain('canary');
  });

  test('aliases that multiply each other are read at once: they stay shared', async () => {
    const levels = Array.from({ length: 9 }, (_, index) => `a${index + 1}: &a${index + 1} [${Array(10).fill(`*a${index}`).join(', ')}]`);
    const started = performance.now();
    expect(await yaml(`a0: &a0 [x]\n${levels.join('\n')}\n`)).toHaveProperty('a9');
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('JSON', () => {
  async function json(text: string): Promise<unknown> {
    await project.write('serverless.json', text);
    return readDataFile(project.path('serverless.json'))?.content;
  }

  test('is read', async () => {
    expect(await json('{"a": [1, null]}')).toEqual({ a: [1, null] });
  });

  test.each([
    ['{\n  "a": 1,\n  "b": oops\n}', '3:8'],
    ['{"a": 1,\n}', '2:1'],
    ['{"a": 1', '1:8'],
    ['{"a": "x\n"}', '1:9'],
    ['{}\n{}', '2:1'],
    ['{"a": tru}', '1:10'],
    ['{"a": "\\x"}', '1:9'],
    ['{"a": -}', '1:8'],
    ['', '1:1'],
    [`[${'1, '.repeat(20_000)}\n oops]`, '2:2'],
  ])('an error has its line and column: %#', async (text, place) => {
    await expect(json(text)).rejects.toMatchObject({
      code: 'STS_CONFIG_INVALID',
      message: expect.stringContaining(`serverless.json:${place} is not well-formed JSON`),
    });
  });

  test('a byte order mark is an error, as in Serverless, that says so', async () => {
    await expect(json('\uFEFF{}')).rejects.toMatchObject({ code: 'STS_CONFIG_INVALID', hint: expect.stringContaining('byte order mark') });
  });
});

describe('what is no readable file', () => {
  test('a file that is not there is undefined', () => {
    expect(readDataFile(project.path('none.yml'))).toBeUndefined();
    expect(readDataFile(project.path('none.yml/below.yml'))).toBeUndefined();
  });

  test('a folder is an error that says so', async () => {
    await project.write('folder.yml/x', '');
    expect(() => readDataFile(project.path('folder.yml'))).toThrow(
      expect.objectContaining({ code: 'STS_CONFIG_UNREADABLE', message: expect.stringContaining('is a folder') }),
    );
  });

  test('a FIFO is an error at once, and not waited for', ({ skip }) => {
    skip(process.platform === 'win32', 'Windows has no FIFOs');
    const file = project.path('fifo.yml');
    execFileSync('mkfifo', [file]);
    expect(() => readDataFile(file)).toThrow(
      expect.objectContaining({ code: 'STS_CONFIG_UNREADABLE', message: expect.stringContaining('not a regular file') }),
    );
  });

  test('9 MB are more than any configuration has', async () => {
    await writeFile(project.path('large.yml'), Buffer.alloc(9 * 1024 * 1024, 'a'));
    expect(() => readDataFile(project.path('large.yml'))).toThrow(
      expect.objectContaining({ code: 'STS_CONFIG_UNREADABLE', message: expect.stringContaining('bytes') }),
    );
  });

  test('a binary file is an error', async () => {
    await writeFile(project.path('binary.yml'), Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256)));
    expect(() => readDataFile(project.path('binary.yml'))).toThrow(expect.objectContaining({ code: 'STS_CONFIG_INVALID' }));
  });

  test('a file that this user may not read is an error', async ({ skip }) => {
    skip(process.getuid?.() === 0 || process.platform === 'win32', 'this user may read everything');
    await project.write('closed.yml', 'a: 1');
    await chmod(project.path('closed.yml'), 0);
    expect(() => readDataFile(project.path('closed.yml'))).toThrow(expect.objectContaining({ code: 'STS_CONFIG_UNREADABLE' }));
  });
});

describe('a configuration', () => {
  test('has its file, name and folder', async () => {
    await project.write('serverless.yml', 'service: app');
    expect(readConfig(project.path('serverless.yml'), { lookups: new Lookups(), noteFile: () => undefined })).toEqual({
      file: project.path('serverless.yml'),
      name: 'serverless.yml',
      dir: project.dir,
      content: { service: 'app' },
    });
  });

  test.each([
    ['', 'nothing'],
    ['[a, b]', 'a list'],
    ['just text', 'a string'],
  ])('that holds %j is an error: it holds %s', async (text, what) => {
    await project.write('serverless.yml', text);
    expect(() => readConfig(project.path('serverless.yml'), { lookups: new Lookups(), noteFile: () => undefined })).toThrow(
      expect.objectContaining({ code: 'STS_CONFIG_INVALID', message: expect.stringContaining(`holds ${what}`) }),
    );
  });
});
