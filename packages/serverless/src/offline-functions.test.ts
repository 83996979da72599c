import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { PluginManager } from './host.js';
import { OfflineFunctions } from './offline-functions.js';

/** A server whose answers wait, and what was started of Serverless. */
async function world(): Promise<{
  url: string;
  answers: ServerResponse[];
  arrived: Promise<unknown>;
  spawned: unknown[];
  functions: OfflineFunctions;
  close: () => void;
}> {
  const spawned: unknown[] = [];
  const pluginManager = {
    hooks: {},
    getCommands: () => ({}),
    spawn: async (command) => void spawned.push(command),
  } satisfies PluginManager;
  const functions = new OfflineFunctions(pluginManager);
  const answers: ServerResponse[] = [];
  const server = createServer((_request, response) => void answers.push(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}`, answers, arrived: once(server, 'request'), spawned, functions, close };
}

const inAnHour = (): Date => new Date(Date.now() + 3_600_000);

describe('functions that are started anew', () => {
  test('are so at once when nothing is being answered', async () => {
    const { functions, spawned, close } = await world();
    await functions.startAnew(inAnHour());
    expect(spawned).toEqual([['offline', 'functionsUpdated']]);
    close();
  });

  test.each(['is answered', 'is given up by the client'])('wait for a request until it %s', async (how) => {
    const { url, answers, arrived, functions, spawned, close } = await world();
    const client = new AbortController();
    const response = fetch(url, { signal: client.signal }).catch(() => 'given up');
    await arrived;

    const started = functions.startAnew(inAnHour());
    // A whole turn of the loop: what does not wait would be through.
    await new Promise((resolve) => setImmediate(resolve));
    expect(spawned).toEqual([]);

    if (how === 'is answered') answers[0]?.end();
    else client.abort();
    await started;
    await response;
    expect(spawned).toHaveLength(1);
    close();
  });

  test('do not wait beyond the end of the credentials', async () => {
    const { url, arrived, functions, spawned, close } = await world();
    const response = fetch(url).catch(() => 'closed');
    await arrived;

    await functions.startAnew(new Date(Date.now() - 1000));

    expect(spawned).toHaveLength(1);
    close();
    await response;
  });
});
