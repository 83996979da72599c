import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from './apt.mjs';
import { findCommand, run } from './command.mjs';
import { Problem } from './problem.mjs';

const LIMIT_MS = 8 * 60_000;

/**
 * Makes sure that debootstrap is there.
 * @param {AbortSignal} signal
 * @returns {Promise<string>} where it stands
 */
export async function ensureDebootstrap(signal) {
  const there = findCommand('debootstrap');
  if (there !== undefined) return there;
  const otherwise = 'let the engine fetch the published image: node e2e/scripts/build-image.mjs --pull';
  await installPackages(['debootstrap'], { why: 'Building the image', otherwise, signal });
  return findCommand('debootstrap') ?? 'debootstrap';
}

/**
 * Lays a small Debian with Python into `root`.
 * @param {string} debootstrap
 * @param {import('./images.mjs').Base} base
 * @param {string} root
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export async function makeBaseSystem(debootstrap, base, root, signal) {
  const { suite, packages } = base.debian;
  const args = ['--variant=minbase', `--include=${packages.join(',')}`, suite, root];
  // In a mount namespace of its own: what debootstrap mounts below `root` is gone when it ends, however it ends.
  await run('unshare', ['--mount', debootstrap, ...args], {
    signal,
    timeoutMs: LIMIT_MS,
    hint: 'look at the last lines above: no way to a Debian mirror, a temporary folder mounted "noexec" or "nodev" (set TMPDIR), or too little space (1 GB) are the usual reasons',
  });
  if (!existsSync(join(root, `usr/bin/python${base.python}`))) {
    throw new Problem(`Debian ${suite} brought no Python ${base.python}.`, {
      hint: 'let "base.python" and "base.debian.suite" in e2e/images.json fit each other',
    });
  }
}
