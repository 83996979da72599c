import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Project, seed } from '@sts/test-kit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AssumedRole } from '../assume/index.js';
import { once } from './single-flight.js';
import { openVault } from './vault.js';

const KEY = 'a'.repeat(40);
let project: Project;
beforeEach(async () => {
  project = await seed({});
});
afterEach(() => project.remove());

/** Those who ask at the same time, and the calls that they make, each of which goes on until it is told to end. */
function flights(folder: string) {
  const vault = openVault({ folder, projectDir: folder, env: { XDG_RUNTIME_DIR: project.dir } });
  expect(vault).toBeDefined();
  const ends: (() => void)[] = [];
  const ask = (): Promise<AssumedRole> =>
    once({
      vault,
      key: KEY,
      refusalsSince: Date.now(),
      signal: new AbortController().signal,
      waitedTooLong: () => new Error('too long'),
      call: () => {
        const name = `key ${ends.length + 1}`;
        return new Promise((resolve) => ends.push(() => resolve(role(name))));
      },
    });
  const called = async (times: number): Promise<void> => {
    while (ends.length < times) await nextTurn();
  };
  return { ends, ask, called };
}

function role(accessKeyId: string): AssumedRole {
  const expiration = new Date(Date.now() + 3_600_000);
  return {
    assumedRoleArn: 'arn:aws:sts::222222222222:assumed-role/orders/me',
    accountId: '222222222222',
    credentials: { accessKeyId, secretAccessKey: 'secret', sessionToken: 'token', expiration },
  };
}

test('when the folder is removed while many wait, one of them calls anew, and the others have its answer', async () => {
  const folder = project.path('sts');
  mkdirSync(folder, { mode: 0o700 });
  const { ends, ask, called } = flights(folder);
  const first = ask();
  await called(1);
  const others = [ask(), ask(), ask()];
  rmSync(folder, { recursive: true });
  await called(2);
  ends[1]?.();
  const keys = (await Promise.all(others)).map(({ credentials }) => credentials.accessKeyId);
  expect(keys).toEqual(['key 2', 'key 2', 'key 2']);
  expect(ends).toHaveLength(2);
  ends[0]?.();
  expect((await first).credentials.accessKeyId).toBe('key 1');
});

test('when no lock can be made in a folder that is there, everyone calls for itself', async ({ skip }) => {
  skip(process.getuid?.() === 0 || process.platform === 'win32', 'this user may write everywhere');
  const folder = project.path('sts');
  mkdirSync(folder, { mode: 0o500 });
  const { ends, ask, called } = flights(folder);
  const asking = [ask(), ask()];
  await called(2);
  for (const end of ends) end();
  await Promise.all(asking);
  chmodSync(folder, 0o700);
});
