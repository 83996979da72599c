import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { type Project, seed } from '@sts/test-kit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { thisHolder } from './holder.js';
import { type Lock, seeLocks, takeNext, tryLock } from './lock.js';

const KEY = 'a'.repeat(40);
/** No process has this id. */
const NOBODY = 2 ** 30;
let project: Project;
beforeEach(async () => {
  project = await seed({});
});
afterEach(async () => {
  vi.useRealTimers();
  await project.remove();
});

const file = (number: number): string => project.path(`${KEY}.lock.${number}`);
const locks = (): string[] => readdirSync(project.dir).toSorted();
const put = (number: number, pid: number, token: string): void => {
  writeFileSync(file(number), JSON.stringify({ ...thisHolder(token), ...(pid === NOBODY ? { pid, started: '1' } : {}) }));
};

function take(): Lock {
  const attempt = tryLock(project.dir, KEY, undefined, 0);
  if (attempt.kind !== 'held') throw new Error(`the lock is ${attempt.kind}`);
  return attempt.lock;
}

test('a lock is held by one, given back, and taken again', () => {
  const lock = take();
  expect(tryLock(project.dir, KEY, undefined, 0).kind).toBe('busy');
  lock.release();
  expect(locks()).toEqual([]);
  take().release();
});

test('a dead holder is followed by the next number, and what the dead left goes', () => {
  put(3, NOBODY, 'one');
  put(4, NOBODY, 'two');
  const lock = take();
  expect(locks()).toEqual([`${KEY}.lock.5`]);
  lock.release();
});

test('who comes to take over when all is over, and somebody else holds that number now, holds nothing and removes nothing', () => {
  put(1, NOBODY, 'dead');
  const seen = seeLocks(project.dir, KEY);
  // Somebody took over, called and gave back; the next one began anew with the same number.
  put(1, process.pid, 'alive');
  const text = readFileSync(file(1), 'utf8');
  expect(takeNext(project.dir, KEY, seen, 0).kind).toBe('busy');
  expect(locks()).toEqual([`${KEY}.lock.1`]);
  expect(readFileSync(file(1), 'utf8')).toBe(text);
});

test('who was given up while it was paused neither removes nor keeps alive the lock that has its number now', () => {
  vi.useFakeTimers();
  const lock = take();
  put(1, process.pid, 'of another');
  const before = new Date(Date.now() - 60_000);
  utimesSync(file(1), before, before);
  vi.advanceTimersByTime(2000);
  expect(statSync(file(1)).mtimeMs).toBe(before.getTime());
  lock.release();
  expect(locks()).toEqual([`${KEY}.lock.1`]);
});

test('who holds a lock shows that it lives', () => {
  vi.useFakeTimers();
  const lock = take();
  const before = new Date(Date.now() - 60_000);
  utimesSync(file(1), before, before);
  vi.advanceTimersByTime(400);
  expect(statSync(file(1)).mtimeMs).toBeGreaterThan(before.getTime());
  lock.release();
});
