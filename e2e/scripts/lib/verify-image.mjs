import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { run } from './command.mjs';
import { Problem } from './problem.mjs';

const READY_LIMIT_MS = 90_000;
const KEPT_LINES = 40;

/**
 * Proves that a container of the image becomes ready: its log says so, and it answers about its health. The container
 * is removed in any case.
 * @param {string} image name or id
 * @param {import('./images.mjs').ImageRecipe} recipe
 * @param {AbortSignal} signal
 * @returns {Promise<string>} the version that it names
 * @throws {Problem} with the container's last lines
 */
export async function verifyImage(image, recipe, signal) {
  const { stdout } = await run('docker', ['run', '--detach', image], { signal, timeoutMs: 60_000 });
  const container = stdout.trim();
  try {
    await logSays(container, recipe.readyLine, signal);
    return await healthVersion(container, recipe, signal);
  } finally {
    await run('docker', ['rm', '--force', '--volumes', container]);
  }
}

/**
 * @param {string} container
 * @param {string} wanted
 * @param {AbortSignal} signal
 */
async function logSays(container, wanted, signal) {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(READY_LIMIT_MS)]);
  const logs = spawn('docker', ['logs', '--follow', container], { stdio: ['ignore', 'pipe', 'pipe'], signal: limit });
  logs.on('error', () => undefined);
  /** @type {string[]} */
  const lines = [];
  const found = await new Promise((resolve) => {
    for (const stream of [logs.stdout, logs.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (line.includes(wanted)) resolve(true);
      });
    }
    // The log ends when the container does.
    logs.once('close', () => resolve(false));
  });
  logs.kill();
  signal.throwIfAborted();
  if (found) return;
  const reason = limit.aborted ? `said no "${wanted}" within ${READY_LIMIT_MS / 1000} s` : 'ended at once';
  throw new Problem(
    `The container ${reason}. Its last lines:\n\n${lines
      .slice(-KEPT_LINES)
      .map((line) => `    ${line}`)
      .join('\n')}`,
    {
      hint: 'a package that does not fit the others is the usual reason: see "excludeNewer" and "requirement" in e2e/images.json',
    },
  );
}

/**
 * Asks inside the container: its ports need not be published for that, and the engine may be elsewhere.
 * @param {string} container
 * @param {import('./images.mjs').ImageRecipe} recipe
 * @param {AbortSignal} signal
 */
async function healthVersion(container, recipe, signal) {
  const url = `http://127.0.0.1:${recipe.port}${recipe.healthPath}`;
  const ask = `import urllib.request; print(urllib.request.urlopen(${JSON.stringify(url)}, timeout=20).read().decode())`;
  const { stdout } = await run('docker', ['exec', container, 'python3', '-c', ask], { signal, timeoutMs: 60_000 });
  const { services, version } = JSON.parse(stdout);
  if (typeof services?.sts === 'string' && typeof services?.iam === 'string') return String(version);
  throw new Problem(`The container's health names no STS and IAM: ${stdout.trim()}`);
}
