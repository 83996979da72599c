import { existsSync } from 'node:fs';
import { mkdir, readlink, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { seed } from './seed.js';

test('a project is written as it was given, in a path with a space', async () => {
  await using project = await seed({ 'a.txt': 'text\n', 'deep/er/b.json': { b: 1 } });
  expect(project.dir).toContain(' ');
  expect(project.dir).toBe(await realpath(project.dir));
  expect(project.dir.startsWith(await realpath(tmpdir()))).toBe(true);
  expect(await project.read('a.txt')).toBe('text\n');
  expect(await project.read('deep/er/b.json')).toBe('{\n  "b": 1\n}\n');
  expect(await project.list()).toEqual(['a.txt', 'deep/er/b.json']);
});

test('two projects have nothing in common', async () => {
  await using one = await seed({ a: '1' });
  await using two = await seed({ a: '2' });
  expect(dirname(one.dir)).not.toBe(dirname(two.dir));
});

test('a project can be put somewhere, and be named', async () => {
  await using outer = await seed({ 'package.json': {} });
  const inner = await seed({}, { parent: outer.dir, name: 'api' });
  expect(inner.dir.startsWith(outer.dir)).toBe(true);
  expect(basename(inner.dir)).toBe('api');
  expect(inner.dir).toContain(' ');
  await inner.remove();
  expect(await outer.list()).toEqual(['package.json']);
});

test('packages are linked as if they were installed, and not followed or removed', async () => {
  const library = await seed({ 'package.json': { name: '@x/y', main: 'm.js' }, 'm.js': 'module.exports = 42' });
  const project = await seed({ 'a.js': '' }, { links: { '@x/y': library.dir, plain: library.dir } });
  expect(createRequire(project.path('a.js'))('@x/y')).toBe(42);
  expect(await project.list()).toEqual(['a.js', 'node_modules/@x/y', 'node_modules/plain']);
  expect(await readlink(project.path('node_modules/plain'))).toContain(library.dir);
  await project.remove();
  expect(existsSync(project.dir)).toBe(false);
  expect(await library.list()).toEqual(['m.js', 'package.json']);
  await library.remove();
});

test('a link to a relative folder is an error', async () => {
  await using project = await seed({});
  await expect(seed({}, { parent: project.dir, links: { x: '../x' } })).rejects.toThrow('must be absolute');
});

describe('a project', () => {
  test('writes, overwrites and lists files, sorted, of a folder too', async () => {
    await using project = await seed({ 'b/2': '', 'b/1': '', a: '' });
    await project.write('b/10', { x: 1 });
    await project.write('a', 'new');
    expect(await project.read('a')).toBe('new');
    expect(await project.list()).toEqual(['a', 'b/1', 'b/10', 'b/2']);
    expect(await project.list('b')).toEqual(['b/1', 'b/10', 'b/2']);
    expect(await project.list('nothing')).toEqual([]);
  });

  test('lists no empty folder', async () => {
    await using project = await seed({});
    await mkdir(project.path('empty'));
    expect(await project.list()).toEqual([]);
  });

  test('does not reach outside of itself', async () => {
    await using project = await seed({});
    expect(() => project.path('..', 'x')).toThrow('outside of the project');
    await expect(project.write('../../x', '')).rejects.toThrow('outside of the project');
    expect(project.path('..x')).toBe(join(project.dir, '..x'));
  });

  test('is removed with the folder that was made for it, once or twice', async () => {
    const project = await seed({ a: '' });
    await project.remove();
    await project.remove();
    expect(existsSync(dirname(project.dir))).toBe(false);
  });
});
