import { rm } from 'node:fs/promises';
import { seed } from '@sts/test-kit';
import { describe, expect, test } from 'vitest';
import { findConfig } from './find.js';

const NO_COMPOSE = (): undefined => undefined;

describe('the search', () => {
  test('goes by the order of names', async () => {
    const names = [
      'serverless.yml',
      'serverless.yaml',
      'serverless.json',
      'serverless.js',
      'serverless.mjs',
      'serverless.cjs',
      'serverless.ts',
    ];
    await using project = await seed(Object.fromEntries(names.map((name) => [name, ''])));
    for (const name of names) {
      expect(findConfig(project.dir, undefined, NO_COMPOSE)).toBe(project.path(name));
      await rm(project.path(name));
    }
  });

  test('goes upward, and the nearest folder wins whatever the names', async () => {
    await using project = await seed({ 'serverless.yml': '', 'service/serverless.ts': '', 'service/src/deep/x.test.ts': '' });
    expect(findConfig(project.path('service/src/deep'), undefined, NO_COMPOSE)).toBe(project.path('service/serverless.ts'));
    expect(findConfig(project.dir, undefined, NO_COMPOSE)).toBe(project.path('serverless.yml'));
  });

  test('takes no folder for a file', async () => {
    await using project = await seed({ 'serverless.yml/x': '', 'serverless.json': '{}' });
    expect(findConfig(project.dir, undefined, NO_COMPOSE)).toBe(project.path('serverless.json'));
  });

  test('that finds nothing says where and for what it looked', async () => {
    await using project = await seed({});
    expect(() => findConfig(project.dir, undefined, NO_COMPOSE)).toThrow(
      expect.objectContaining({
        code: 'STS_CONFIG_NOT_FOUND',
        message: expect.stringContaining(project.dir),
        hint: expect.stringContaining('serverless.yml, serverless.yaml'),
      }),
    );
  });
});

describe('a configuration that is named', () => {
  test('is taken, from the folder or by its absolute path, whatever its name', async () => {
    await using project = await seed({ 'serverless.yml': '', 'config/other.yml': '' });
    expect(findConfig(project.dir, { file: 'config/other.yml', origin: 'STS_CONFIG' }, NO_COMPOSE)).toBe(project.path('config/other.yml'));
    expect(findConfig('/', { file: project.path('config/other.yml'), origin: 'STS_CONFIG' }, NO_COMPOSE)).toBe(
      project.path('config/other.yml'),
    );
  });

  test('must exist: another one is not searched for', async () => {
    await using project = await seed({ 'serverless.yml': '' });
    expect(() => findConfig(project.dir, { file: 'severless.yml', origin: 'STS_CONFIG' }, NO_COMPOSE)).toThrow(
      expect.objectContaining({
        code: 'STS_CONFIG_NOT_FOUND',
        message: expect.stringContaining('severless.yml (from STS_CONFIG) does not exist'),
      }),
    );
  });

  test('cannot lie below a file', async () => {
    await using project = await seed({ 'serverless.yml': '' });
    expect(() => findConfig(project.dir, { file: 'serverless.yml/x.yml', origin: 'STS_CONFIG' }, NO_COMPOSE)).toThrow(
      expect.objectContaining({ code: 'STS_CONFIG_NOT_FOUND' }),
    );
  });

  test('must be a file', async () => {
    await using project = await seed({ 'folder/x': '' });
    expect(() => findConfig(project.dir, { file: 'folder', origin: 'STS_CONFIG' }, NO_COMPOSE)).toThrow(
      expect.objectContaining({ code: 'STS_CONFIG_UNREADABLE' }),
    );
  });
});
