import { existsSync, statSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { expect, test } from 'vitest';
import { askAtDoor, openDoor } from './index.js';
import { readAll } from './read-all.js';

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
