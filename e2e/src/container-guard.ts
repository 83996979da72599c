import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { run } from '../scripts/lib/command.mjs';

const SCRIPT = fileURLToPath(new URL('../scripts/remove-container-at-end.mjs', import.meta.url));

/** Keeps a container from outliving this process. */
export interface ContainerGuard {
  /** Removes the container now. One that is not there is no error. */
  remove(): Promise<void>;
}

/**
 * What testcontainers leaves to Ryuk, without Ryuk's image: a helper process of its own waits for our end (exit, signal
 * or kill) and removes the container then. Made before the container is, so that no moment is left out.
 */
export function guardContainer(name: string): ContainerGuard {
  const helper = spawn(process.execPath, [SCRIPT, name], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  helper.unref();
  return {
    async remove() {
      helper.kill();
      helper.stdin.destroy();
      if (await exists(name)) await run('docker', ['rm', '--force', '--volumes', name], { timeoutMs: 60_000 });
    },
  };
}

async function exists(name: string): Promise<boolean> {
  const { stdout } = await run('docker', ['ps', '--all', '--quiet', '--filter', `name=^/${name}$`], {
    timeoutMs: 30_000,
  });
  return stdout.trim() !== '';
}
