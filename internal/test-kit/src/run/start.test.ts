import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { seed } from '../project/seed.js';
import { start } from './start.js';

const cwd = tmpdir();
const node = (code: string, options = {}) => start(process.execPath, ['-e', code], { cwd, ...options });
/** Answers each line that it is sent, until it is told to stop. */
const SERVER = `
  console.log('\\x1b[32mready\\x1b[39m');
  process.stdin.on('data', (line) => {
    if (String(line).includes('stop')) process.exit(7);
    console.log('ran ' + String(line).trim());
  });
`;

describe('waiting for output', () => {
  test('resolves with the match as soon as it is there', async () => {
    await using server = node(SERVER);
    expect(await server.waitForOutput(/rea\w+/)).toBe('ready');
    expect(server.output).toBe('ready\n');
  });

  test('looks behind what was found before, so that a rerun is not taken for the first run', async () => {
    await using server = node(SERVER);
    await server.waitForOutput('ready');
    server.write('one\n');
    expect(await server.waitForOutput(/ran (\w+)/)).toBe('ran one');
    server.write('two\n');
    expect(await server.waitForOutput(/ran (\w+)/)).toBe('ran two');
  });

  test('works for several at once, in their order', async () => {
    await using server = node(SERVER);
    const waits = Promise.all([server.waitForOutput('ready'), server.waitForOutput(/ran \w+/)]);
    server.write('one\n');
    expect(await waits).toEqual(['ready', 'ran one']);
  });

  test('rejects with the output so far when the process ends before', async () => {
    await using server = node(SERVER);
    await server.waitForOutput('ready');
    server.write('stop\n');
    await expect(server.waitForOutput('never')).rejects.toThrow('the process ended before never was in the output:\nready');
    await expect(server.waitForOutput('never')).rejects.toThrow('the process ended');
  });

  test('rejects with the output so far when it takes too long', async () => {
    await using server = node(SERVER);
    await server.waitForOutput('ready');
    await expect(server.waitForOutput(/never/, 20)).rejects.toThrow('20 ms went by before /never/ was in the output:\nready');
    server.write('on\n');
    expect(await server.waitForOutput('ran on')).toBe('ran on');
  });

  test('rejects for a command that is not there', async () => {
    await using server = start('no-such-command', [], { cwd });
    await expect(server.waitForOutput('x')).rejects.toThrow('the process ended');
    expect(server.pid).toBeUndefined();
    expect((await server.result).failure).toBe('spawn no-such-command ENOENT');
  });

  test('finds a character that came in two pieces', async () => {
    const code = `
      process.stdout.write(Buffer.from([0x61, 0xc3]));
      process.stdin.on('data', () => process.stdout.write(Buffer.from([0xa4])));
    `;
    await using server = node(code);
    await server.waitForOutput('a');
    server.write('on\n');
    expect(await server.waitForOutput('ä')).toBe('ä');
  });
});

test('outputs are told together in the order in which they came', async () => {
  const code = `
    process.stdout.write('1\\n');
    process.stdin.once('data', () => {
      process.stderr.write('2\\n');
      process.stdin.once('data', () => process.stdout.write('3\\n', () => process.exit()));
    });
  `;
  await using server = node(code);
  await server.waitForOutput('1');
  server.write('on\n');
  await server.waitForOutput('2');
  server.write('on\n');
  expect(await server.result).toMatchObject({ all: '1\n2\n3\n', stdout: '1\n3\n', stderr: '2\n' });
});

describe('ending', () => {
  test('by itself is told like a run', async () => {
    await using server = node(SERVER);
    server.write('stop\n');
    expect(await server.result).toMatchObject({ exitCode: 7, stdout: 'ready\n', timedOut: false });
  });

  test.each(['SIGTERM', 'SIGKILL', 'SIGINT'] as const)('by %s is told', async (signal) => {
    await using server = node(SERVER);
    await server.waitForOutput('ready');
    server.kill(signal);
    expect(await server.result).toMatchObject({ exitCode: undefined, signal });
  });

  test('by a signal reaches the process alone, and by stop all that it started', async () => {
    await using project = await seed({
      'child.js': `setInterval(() => {}, 1000); process.on('SIGTERM', () => require('node:fs').writeFileSync('signalled', ''))`,
      'parent.js': `
        const child = require('node:child_process').fork('child.js');
        process.on('SIGTERM', () => console.log('caught'));
        child.on('spawn', () => console.log('both'));
      `,
    });
    await using parent = start(process.execPath, ['parent.js'], { cwd: project.dir });
    await parent.waitForOutput('both');
    parent.kill('SIGTERM');
    await parent.waitForOutput('caught');
    // The child has its parent's pipes: as long as it lives, there is no result.
    expect(await parent.stop()).toMatchObject({ signal: 'SIGKILL' });
    expect(existsSync(project.path('signalled'))).toBe(false);
  });

  test('comes with the end of the test that started it', async () => {
    const disposed = await (async () => {
      await using server = node(SERVER);
      await server.waitForOutput('ready');
      return server;
    })();
    expect(await disposed.result).toMatchObject({ signal: 'SIGKILL' });
  });

  test.each([
    ['by itself', 'end', { exitCode: 0, signal: undefined }],
    ['by a signal', undefined, { exitCode: undefined, signal: 'SIGTERM' }],
  ])('comes with the end of the process that started it %s, and leaves no home behind', async (_, line, end) => {
    // The inner process keeps a connection open as long as it lives.
    await using witness = createServer().listen(0, '127.0.0.1');
    await once(witness, 'listening');
    const { port } = witness.address() as AddressInfo;
    const kit = new URL('../../dist/index.js', import.meta.url).href;
    const code = `
      import { start } from ${JSON.stringify(kit)};
      start(process.execPath, ['-e', 'require("node:net").connect(${port}, "127.0.0.1")'], { cwd: '.' });
      process.stdin.on('data', () => process.exit(0));
    `;
    await using project = await seed({});
    const env = { TMPDIR: project.dir, TEMP: project.dir };
    await using outer = start(process.execPath, ['--input-type=module', '-e', code], { cwd, env });
    const [socket]: Socket[] = await once(witness, 'connection');
    const closed = new Promise((resolve) =>
      socket
        ?.on('error', () => {})
        .on('close', resolve)
        .resume(),
    );
    if (line === undefined) outer.kill('SIGTERM');
    else outer.write(line);
    expect(await outer.result).toMatchObject({ ...end, stderr: '' });
    await closed;
    expect(await readdir(project.dir)).toEqual([]);
  });
});
