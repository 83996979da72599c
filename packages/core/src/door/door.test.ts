import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { seed } from '@sts/test-kit';
import { expect, test, vi } from 'vitest';
import { askAtDoor, openDoor } from './index.js';
import { readAll } from './read-all.js';
import { sweepDoors } from './sweep.js';

async function opened(answer: (question: unknown) => Promise<unknown>) {
  const door = await openDoor(answer);
  return door ?? expect.fail('no door');
}

async function send(address: string, text: string): Promise<string> {
  const socket = net.connect({ path: address, allowHalfOpen: true });
  const answer = readAll(socket);
  socket.end(text);
  return answer;
}

test('it answers who knows the word, and says nothing to anybody else', async () => {
  const asked: unknown[] = [];
  const door = await opened(async (question) => {
    asked.push(question);
    return { role: 'orders' };
  });
  const { address, word } = door.place;
  try {
    const strangers = [
      '',
      'null',
      '{',
      word,
      JSON.stringify({ question: 1 }),
      JSON.stringify({ question: 1, word: word.slice(1) }),
      JSON.stringify({ question: 1, word: 'x'.repeat(word.length) }),
      JSON.stringify({ question: 1, word: [word] }),
      'x'.repeat(300_000),
    ];
    for (const text of strangers) expect(await send(address, text)).toBe('');
    expect(asked).toEqual([]);
    expect(await askAtDoor(door.place, { kind: 'role' })).toEqual({ role: 'orders' });
    expect(asked).toEqual([{ kind: 'role' }]);
  } finally {
    door.close();
  }
});

test.skipIf(process.platform === 'win32')('it lies in a folder of the user alone, which goes with it', async () => {
  const door = await opened(async () => 1);
  const folder = path.dirname(door.place.address);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  door.close();
  expect(existsSync(folder)).toBe(false);
});

test('where nobody answers any more, or the answer fails, there is none, and no error', async () => {
  const door = await opened(() => Promise.reject(new Error('no')));
  expect(await askAtDoor(door.place, 1)).toBeUndefined();
  door.close();
  expect(await askAtDoor(door.place, 1)).toBeUndefined();
});

/** A process that is killed while its door is open. */
const KILLED = `for (const folder of process.argv.slice(1)) {
  require('node:fs').mkdirSync(folder, { mode: 0o700 });
  require('node:net').createServer().listen(folder + '/door');
}
setImmediate(() => process.kill(process.pid, 'SIGKILL'));
`;

test.skipIf(process.platform === 'win32')('those that killed processes have left behind are removed, and nothing else', async () => {
  await using project = await seed({});
  vi.stubEnv('TMPDIR', project.dir);
  const at = (name: string): string => path.join(project.dir, name);
  const live = await opened(async () => 1);
  try {
    const left = ['sts-leftA1', 'sts-leftB2'];
    const stays = ['sts-shared', 'sts-others', 'sts-recent', 'sts-another-name'];
    spawnSync(process.execPath, ['-e', KILLED, ...[...left, ...stays].map((name) => at(name))]);
    chmodSync(at('sts-shared'), 0o755);
    writeFileSync(at('sts-others/notes.txt'), '');
    symlinkSync(at('sts-another-name'), at('sts-Linked'));
    for (const name of ['sts-aEmpty', 'sts-aFile1']) mkdirSync(at(name), { mode: 0o700 });
    writeFileSync(at('sts-aFile1/door'), '');
    const before = readdirSync(project.dir);
    const hourAgo = Date.now() / 1000 - 3600;
    for (const name of before.filter((entry) => entry !== 'sts-recent')) utimesSync(at(name), hourAgo, hourAgo);

    const other = await opened(async () => 2);
    await vi.waitFor(() => expect(left.filter((name) => existsSync(at(name)))).toEqual([]), 30_000);
    other.close();
    // To its end.
    await sweepDoors(project.dir);
    expect(readdirSync(project.dir)).toEqual(before.filter((name) => !left.includes(name)));
    expect(await askAtDoor(live.place, 1)).toBe(1);
  } finally {
    live.close();
    vi.unstubAllEnvs();
  }
});
