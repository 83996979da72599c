import { readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { seed, start } from '@sts/test-kit';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';
import { createExclusive } from './private-files.js';

const FILES = 2000;
const TEXT = JSON.stringify({ holder: 'x'.repeat(100) });

test('a file that must not exist yet is seen whole by others from its first moment', async () => {
  await using project = await seed({ 'files/.keep': '' });
  const file = project.path('private-files.cjs');
  await using bundle = await rolldown({ input: path.join(import.meta.dirname, 'private-files.ts'), platform: 'node' });
  await bundle.write({ file, format: 'cjs' });
  const code = `const { createExclusive } = require('./private-files.cjs');
    for (let n = 0; n < ${FILES}; n++) createExclusive('files/' + n, ${JSON.stringify(TEXT)});
    console.log('made')`;
  await using maker = start(process.execPath, ['-e', code], { cwd: project.dir });
  const seen = Array.from({ length: FILES }, (_, n) => firstSight(project.path(`files/${n}`)));
  await maker.waitForOutput('made');
  expect(seen.filter((text) => text !== TEXT)).toEqual([]);
  expect(await readdir(project.path('files'))).toHaveLength(FILES + 1);
});

test('it is made by one, for its owner, and leaves nothing beside it', async () => {
  await using project = await seed({});
  expect([createExclusive(project.path('f'), 'one'), createExclusive(project.path('f'), 'two')]).toEqual([true, false]);
  expect(await project.read('f')).toBe('one');
  expect(await stat(project.path('f'))).toMatchObject({ nlink: 1, mode: 0o100600 });
  expect(await readdir(project.dir)).toEqual(['f']);
});

/** What stands in a file when it is there for the first time. */
function firstSight(file: string): string {
  const end = performance.now() + 60_000;
  while (performance.now() < end) {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      // Not yet.
    }
  }
  throw new Error(`${file} was not made`);
}
