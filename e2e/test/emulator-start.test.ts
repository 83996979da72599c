import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { getContainerRuntimeClient } from 'testcontainers';
import { expect, onTestFinished } from 'vitest';
import { run } from '../scripts/lib/command.mjs';
import { images } from '../scripts/lib/images.mjs';
import { uniqueName } from '../src/iam.js';
import { startLocalEmu } from '../src/localemu.js';
import { startLocalStack } from '../src/localstack.js';
import { describeLocalEmu, describeLocalStack, test } from '../src/test.js';

const GUARD = fileURLToPath(new URL('../src/container-guard.ts', import.meta.url));

/** An image like ours, with another command. */
async function imageThatRuns(original: string, command: readonly string[]): Promise<string> {
  const { stdout } = await run('docker', ['create', original]);
  const tag = `${uniqueName('sts-e2e-broken')}:test`;
  await run('docker', ['commit', '--change', `CMD ${JSON.stringify(command)}`, stdout.trim(), tag]);
  await run('docker', ['rm', stdout.trim()]);
  onTestFinished(async () => void (await run('docker', ['rmi', tag])));
  return tag;
}

async function containersOf(image: string): Promise<string> {
  const { stdout } = await run('docker', ['ps', '--all', '--quiet', '--filter', `ancestor=${image}`]);
  return stdout.trim();
}

const EMULATORS = [
  { ...images.localstack, start: startLocalStack, describe: describeLocalStack },
  { ...images.localemu, start: startLocalEmu, describe: describeLocalEmu },
];

for (const { title, image: original, start, describe } of EMULATORS) {
  describe(`a start of ${title} that fails`, () => {
    test('a container that ends is reported at once, with its own output, and removed', async () => {
      const image = await imageThatRuns(original, ['sh', '-c', 'echo no license found; exit 55']);

      const error = await start(image).catch((reason: unknown) => reason);

      expect(String(error)).toContain(`${title} (${image}) did not start: it ended with code 55`);
      expect(String(error)).toContain('no license found');
      expect(await containersOf(image)).toBe('');
    });

    test('an image that is not there is not pulled', async () => {
      const image = 'sts-e2e-nowhere/nothing:0';
      await expect(start(image)).rejects.toThrow(/sts-e2e-nowhere.*does not exist locally.*No container/s);
    });
  });
}

describeLocalStack('a process that is killed', () => {
  test('leaves no container behind', async () => {
    const name = uniqueName('sts-e2e-orphan');
    await run('docker', ['create', '--name', name, images.localstack.image]);
    const client = await getContainerRuntimeClient();
    const removed = client.container.getById(name).wait({ condition: 'removed' });
    const code = `import { guardContainer } from ${JSON.stringify(GUARD)};
      guardContainer(${JSON.stringify(name)});
      console.log('guarded');
      setInterval(() => undefined, 60_000);`;
    const owner = spawn(process.execPath, ['--no-warnings', '--input-type=module', '--eval', code]);
    await once(owner.stdout, 'data');

    owner.kill('SIGKILL');

    await removed;
    const { stdout } = await run('docker', ['ps', '--all', '--quiet', '--filter', `name=${name}`]);
    expect(stdout).toBe('');
  });
});
