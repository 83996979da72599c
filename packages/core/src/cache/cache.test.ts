import { chmod, lstat, mkdir, readdir, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { type Project, seed } from '@sts/test-kit';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StsError } from '../errors/index.js';
import { readAnswer, readRefusal, writeAnswer, writeRefusal } from './answers.js';
import { isUsable } from './expiry.js';
import { cacheKey } from './key.js';
import { cacheFolder } from './place.js';
import { createExclusive, ensureFolder, readPrivate, writePrivate } from './private-files.js';
import { seal, unseal } from './seal.js';
import { sweep } from './sweep.js';

let project: Project;
beforeEach(async () => {
  project = await seed({});
});
afterEach(() => project.remove());

const KEY = 'a'.repeat(40);
const onPosix = describe.runIf(process.platform !== 'win32');

describe('the key', () => {
  test('is a digest in which nothing can be read', () => {
    const key = cacheKey([1, { RoleArn: 'arn:x' }, 'canary-secret']);
    expect(key).toMatch(/^[0-9a-f]{40}$/);
  });

  test('does not depend on the order in which options were written', () => {
    expect(cacheKey([{ a: 1, b: { c: 1, d: 2 } }])).toBe(cacheKey([{ b: { d: 2, c: 1 }, a: 1 }]));
    expect(cacheKey([['a', 'b']])).not.toBe(cacheKey([['b', 'a']]));
  });

  test('differs where anything differs', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const same = JSON.stringify(cacheShape(a)) === JSON.stringify(cacheShape(b));
        expect(cacheKey([a]) === cacheKey([b])).toBe(same);
      }),
    );
  });

  function cacheShape(value: unknown): unknown {
    if (Array.isArray(value)) return ['list', ...value.map(cacheShape)];
    if (typeof value !== 'object' || value === null) return value;
    return Object.entries(value)
      .map(([name, inner]) => [name, cacheShape(inner)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
  }
});

describe('the place', () => {
  test('is node_modules/.cache/sts of the nearest folder with a package.json', async () => {
    await project.write('package.json', {});
    await project.write('services/api/serverless.yml', '');
    expect(cacheFolder(true, project.path('services/api'))).toBe(project.path('node_modules/.cache/sts'));
  });

  test('is a folder that is named, from the folder of the configuration, or none', () => {
    expect(cacheFolder('tmp/c', project.dir)).toBe(project.path('tmp/c'));
    expect(cacheFolder('/abs', project.dir)).toBe('/abs');
    expect(cacheFolder(false, project.dir)).toBeUndefined();
  });
});

describe('an answer may be handed out', () => {
  const now = 1_000_000_000;
  const minutes = (count: number): Date => new Date(now + count * 60_000);

  test.each([
    ['with more than five minutes left', minutes(5.01), now - 1, true],
    ['not with exactly five', minutes(5), now - 1, false],
    ['not when it has expired', minutes(-1), now + 1, false],
    ['with less, when it was made for this question', minutes(1), now, true],
    ['not when it was made later than now: the clock was set back', minutes(50), now + 61_000, false],
  ])('%s', (_what, expiration, madeAt, usable) => {
    expect(isUsable({ expiration, madeAt }, now, now)).toBe(usable);
  });
});

describe('what is written is read again', () => {
  const role = {
    assumedRoleArn: 'arn:x',
    accountId: '123456789012',
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token', expiration: new Date('2030-01-01T00:00:00.000Z') },
  };

  test('an answer', () => {
    expect(readAnswer(writeAnswer({ role, madeAt: 7 }))).toEqual({ role, madeAt: 7 });
  });

  test('a refusal, with code, message and hint', () => {
    const error = new StsError({ code: 'STS_ACCESS_DENIED', message: 'no', hint: 'ask' });
    expect(readRefusal(writeRefusal({ error, madeAt: 7 }))).toMatchObject({
      madeAt: 7,
      error: { code: 'STS_ACCESS_DENIED', message: 'no', hint: 'ask' },
    });
  });

  test('what another version of the packages wrote is none', () => {
    const other = (text: string): string => JSON.stringify({ ...(JSON.parse(text) as object), version: 1 });
    expect(readAnswer(other(writeAnswer({ role, madeAt: 7 })))).toBeUndefined();
    const error = new StsError({ code: 'STS_ACCESS_DENIED', message: 'no' });
    expect(readRefusal(other(writeRefusal({ error, madeAt: 7 })))).toBeUndefined();
  });
});

describe('what is sealed', () => {
  const key = Buffer.alloc(32, 7);

  test('comes out as it went in, for the same key and name only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.string(), (text, name, other) => {
        const sealed = seal(key, name, text);
        expect(unseal(key, name, sealed)).toBe(text === '' ? undefined : text.toWellFormed());
        if (other !== name) expect(unseal(key, other, sealed)).toBeUndefined();
        expect(unseal(Buffer.alloc(32, 8), name, sealed)).toBeUndefined();
      }),
    );
  });

  test('is not twice the same, and is nothing once a bit of it has changed', () => {
    expect(seal(key, 'n', 'text')).not.toBe(seal(key, 'n', 'text'));
    const bytes = Buffer.from((JSON.parse(seal(key, 'n', 'text')) as { sealed: string }).sealed, 'base64');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(unseal(key, 'n', JSON.stringify({ sealed: changed.toString('base64') }))).toBeUndefined();
    }
  });

  test('whatever the text, opening it throws nothing', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.record({ sealed: fc.base64String() }).map((o) => JSON.stringify(o)),
        ),
        (any) => {
          expect(unseal(key, 'n', any)).toBeUndefined();
        },
      ),
    );
  });
});

onPosix('files for their owner alone', () => {
  test('the folder is made with 0700, and files with 0600 whatever the umask', async () => {
    const umask = process.umask(0);
    try {
      expect(ensureFolder(project.path('a/b/sts'))).toBe(true);
      expect(writePrivate(project.path('a/b/sts/f'), 'text')).toBe(true);
      expect(createExclusive(project.path('a/b/sts/g'), 'text')).toBe(true);
    } finally {
      process.umask(umask);
    }
    const mode = async (path: string): Promise<number> => (await stat(project.path(path))).mode & 0o777;
    expect(await mode('a/b/sts')).toBe(0o700);
    expect(await mode('a/b/sts/f')).toBe(0o600);
    expect(await mode('a/b/sts/g')).toBe(0o600);
    expect(await readdir(project.path('a/b/sts'))).toEqual(['f', 'g']);
  });

  test('what exists is made no second time', () => {
    expect(createExclusive(project.path('f'), 'one')).toBe(true);
    expect(createExclusive(project.path('f'), 'two')).toBe(false);
    expect(createExclusive(project.path('none/f'), 'x')).toBeUndefined();
  });

  test('a link to a folder, a file in its place, and a folder open to others are unsafe', async () => {
    await mkdir(project.path('real'), { mode: 0o700 });
    await symlink(project.path('real'), project.path('link'));
    await project.write('file', '');
    await mkdir(project.path('open'));
    await chmod(project.path('open'), 0o750);
    for (const [name, why] of [
      ['link', 'is a link'],
      ['file', 'is not a folder'],
      ['open', 'is open to others (mode 0750)'],
    ] as const) {
      expect(() => ensureFolder(project.path(name))).toThrow(
        expect.objectContaining({
          code: 'STS_CACHE_UNSAFE',
          message: expect.stringContaining(why),
          hint: expect.stringContaining('STS_CACHE=0'),
        }),
      );
    }
  });

  test('a link to a file, a folder in its place, and a file open to others are unsafe', async () => {
    await project.write('real', 'text');
    await chmod(project.path('real'), 0o600);
    await symlink(project.path('real'), project.path('link'));
    await symlink(project.path('nowhere'), project.path('dangling'));
    await mkdir(project.path('folder'));
    await project.write('open', 'text');
    await chmod(project.path('open'), 0o604);
    expect(readPrivate(project.path('real'))).toBe('text');
    for (const name of ['link', 'dangling', 'folder', 'open']) {
      expect(() => readPrivate(project.path(name))).toThrow(expect.objectContaining({ code: 'STS_CACHE_UNSAFE' }));
    }
  });

  test('writing replaces a link rather than following it', async () => {
    await project.write('victim', 'untouched');
    await symlink(project.path('victim'), project.path('f'));
    writePrivate(project.path('f'), 'text');
    expect(await project.read('victim')).toBe('untouched');
    expect((await lstat(project.path('f'))).isFile()).toBe(true);
  });

  test('a file that is far too large is not ours', async () => {
    await writeFile(project.path('large'), Buffer.alloc(300 * 1024), { mode: 0o600 });
    expect(readPrivate(project.path('large'))).toBeUndefined();
  });

  test('where no folder can be made there is none, and no error', async () => {
    await project.write('file', '');
    expect(ensureFolder(project.path('file/below/sts'))).toBe(false);
    expect(writePrivate(project.path('none/f'), 'x')).toBe(false);
  });
});

test('the sweep removes what is old and ours, and nothing else', async () => {
  const hour = 3_600_000;
  const now = Date.now();
  const old = [`${KEY}.json`, `${KEY}.start.json`, `${KEY}.refused.json`, `${KEY}.lock.3`, `.${KEY}.json.1.abc.tmp`];
  const kept = [`${'b'.repeat(40)}.json`, 'somebody-elses.json', `${KEY}.lock.x`, '.hidden.tmp'];
  for (const name of [...old, ...kept]) {
    await project.write(name, '');
    const at = new Date(now - (name === kept[0] ? 12 : 14) * hour);
    await utimes(project.path(name), at, at);
  }
  await mkdir(project.path(`${'c'.repeat(40)}.json`));
  sweep(project.dir, now);
  expect(await readdir(project.dir)).toEqual([...kept, `${'c'.repeat(40)}.json`].toSorted());
});
