import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { endMarked, HELPER_VARIABLE, helperMark, isHelper } from './helpers.js';

test('a helper is who has the mark of another process', () => {
  const mark = helperMark();
  expect(isHelper({ [HELPER_VARIABLE]: mark })).toBe(false);
  expect(isHelper({ [HELPER_VARIABLE]: mark }, process.pid + 1)).toBe(true);
  expect(isHelper({ [HELPER_VARIABLE]: `${process.pid}1-1` })).toBe(true);
  expect(isHelper({ [HELPER_VARIABLE]: '' })).toBe(false);
  expect(isHelper({})).toBe(false);
});

test.runIf(process.platform === 'linux')(
  'all that was started with a mark is ended, whoever has started it, and nothing else',
  async () => {
    const start = (mark: string) => {
      const child = spawn('sh', ['-c', '(echo up; exec sleep 300) & exec sleep 300'], {
        env: { PATH: process.env['PATH'], [HELPER_VARIABLE]: mark },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return { child, up: once(child.stdout, 'data'), closed: once(child, 'close') };
    };
    const [mine, other] = [start('1-22'), start('1-2')];
    await Promise.all([mine.up, other.up]);

    endMarked('1-2');
    // Not before the last that writes to its output has ended.
    expect(await other.closed).toEqual([null, 'SIGKILL']);

    expect(mine.child.exitCode ?? mine.child.signalCode).toBeNull();
    endMarked('1-22');
    await mine.closed;
  },
);
