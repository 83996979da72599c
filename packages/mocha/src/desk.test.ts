import net from 'node:net';
import { expect, test } from 'vitest';
import { askForRole } from './ask-desk.js';
import { openDesk } from './desk.js';
import { readAll } from './read-all.js';

const CHANGES = { set: { AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE' }, remove: ['AWS_PROFILE'] };

async function send(port: number, text: string): Promise<string> {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const answer = readAll(socket);
  socket.end(text);
  return answer;
}

test('the desk answers who knows the token, and says nothing to anybody else', async () => {
  const asked: number[] = [];
  const desk = await openDesk(async (since) => {
    asked.push(since);
    return CHANGES;
  });
  try {
    const question = { kind: 'role', refusalsSince: 1 };
    const strangers = [
      '',
      'null',
      '{',
      JSON.stringify(question),
      JSON.stringify({ ...question, token: desk.token.slice(1) }),
      JSON.stringify({ ...question, token: 'x'.repeat(desk.token.length) }),
      JSON.stringify({ ...question, token: [desk.token] }),
      'x'.repeat(300_000),
    ];
    for (const text of strangers) expect(await send(desk.port, text)).toBe('');
    expect(asked).toEqual([]);
    expect(await askForRole(desk, 7)).toEqual(CHANGES);
    expect(asked).toEqual([7]);
  } finally {
    desk.close();
  }
});

test('where nobody answers any more, there is no answer, and no error', async () => {
  const desk = await openDesk(async () => CHANGES);
  desk.close();
  expect(await askForRole(desk, 0)).toBeUndefined();
});

test('a refusal comes as it is to be shown', async () => {
  const desk = await openDesk(() => Promise.reject(new Error('refused')));
  try {
    await expect(askForRole(desk, 0)).rejects.toThrow('refused');
  } finally {
    desk.close();
  }
});
