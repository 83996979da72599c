import { existsSync } from 'node:fs';
import { findCommand, run } from './command.mjs';
import { Problem } from './problem.mjs';

const UPDATE_LIMIT_MS = 3 * 60_000;
const INSTALL_LIMIT_MS = 8 * 60_000;

/**
 * Whether packages can be installed here: apt-get, and the rights for it.
 * @returns {boolean}
 */
export function canInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0 && findCommand('apt-get') !== undefined;
}

/**
 * Installs Debian packages.
 * @param {readonly string[]} packages
 * @param {{ why: string, otherwise: string, signal?: AbortSignal | undefined }} options `why`: what needs them;
 * `otherwise`: what a person can do instead
 * @returns {Promise<void>}
 * @throws {Problem} when this is no Debian-like machine, we are not root, or apt-get fails
 */
export async function installPackages(packages, { why, otherwise, signal }) {
  if (!canInstall()) {
    throw new Problem(
      `${why} needs the Debian packages ${packages.join(', ')}, and they cannot be installed here (that takes root and apt-get).`,
      {
        hint: otherwise,
      },
    );
  }
  const env = {
    ...process.env,
    DEBIAN_FRONTEND: 'noninteractive',
    // Without systemd a package's init script would start a service with settings that are not ours.
    ...(existsSync('/run/systemd/system') ? {} : { RUNLEVEL: '1' }),
  };
  const hint = `look at the output above; the same by hand: apt-get update && apt-get install ${packages.join(' ')}. Or ${otherwise}`;
  const lock = ['-o', 'DPkg::Lock::Timeout=120'];
  await run('apt-get', ['update', '-q', ...lock], { env, signal, hint, timeoutMs: UPDATE_LIMIT_MS });
  await run('apt-get', ['install', '-q', '-y', ...lock, ...packages], {
    env,
    signal,
    hint,
    timeoutMs: INSTALL_LIMIT_MS,
  });
}
