import { run } from './command.mjs';

const REACH_LIMIT_MS = 8_000;
const PULL_LIMIT_MS = 10 * 60_000;

/**
 * Lets the engine fetch the published image, when a registry answers within a few seconds.
 * @param {string} image
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>} whether the image is there now
 */
export async function pullImage(image, signal) {
  try {
    await run('docker', ['manifest', 'inspect', image], { signal, timeoutMs: REACH_LIMIT_MS });
    await run('docker', ['pull', '--quiet', image], { signal, timeoutMs: PULL_LIMIT_MS });
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
