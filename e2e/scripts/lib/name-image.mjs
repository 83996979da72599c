import { run } from './command.mjs';

/**
 * Gives an image its name, and removes the one that had it before when it was built here too.
 * @param {string} id
 * @param {string} name
 * @param {{ id?: string, recipe?: string }} previous what had the name
 * @param {AbortSignal} signal
 * @returns {Promise<string>} what became of the previous one, in words; empty when there was none
 */
export async function nameImage(id, name, previous, signal) {
  await run('docker', ['tag', id, name], { signal });
  if (previous.id === undefined || previous.recipe === undefined || previous.id === id) return '';
  try {
    await run('docker', ['rmi', previous.id], { signal });
    return 'the previous one is removed';
  } catch {
    signal.throwIfAborted();
    return 'the previous one stays: a container uses it';
  }
}
