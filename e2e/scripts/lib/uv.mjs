import { join } from 'node:path';
import { canInstall, installPackages } from './apt.mjs';
import { findCommand, run } from './command.mjs';
import { Problem } from './problem.mjs';

const PIP_LIMIT_MS = 3 * 60_000;

/**
 * Brings the package installer `uv` into a temporary folder; nothing is installed for the whole machine but, on a
 * Debian-like one without it, Python's own pip.
 * @param {string} requirement as pip takes it
 * @param {string} folder
 * @param {AbortSignal} signal
 * @returns {Promise<string>} where it stands
 */
export async function bringUv(requirement, folder, signal) {
  const python = await ensurePython(signal);
  const options = {
    signal,
    timeoutMs: PIP_LIMIT_MS,
    hint: `pip could not bring ${requirement}: is its package index reachable, and does it have that version ("base.uv" in e2e/images.json)?`,
  };
  const quiet = ['--quiet', '--disable-pip-version-check', requirement];
  if (await works(python, ['-c', 'import ensurepip, venv'])) {
    const venv = join(folder, 'venv');
    await run(python, ['-m', 'venv', venv], options);
    await run(join(venv, 'bin/python'), ['-m', 'pip', 'install', ...quiet], options);
    return join(venv, 'bin/uv');
  }
  const target = join(folder, 'uv');
  await run(python, ['-m', 'pip', 'install', '--target', target, ...quiet], options);
  return join(target, 'bin/uv');
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<string>} a Python that has venv or pip
 */
async function ensurePython(signal) {
  if (await hasInstaller()) return 'python3';
  if (canInstall())
    await installPackages(['python3-venv'], {
      why: 'Building the image',
      otherwise: 'install Python with pip',
      signal,
    });
  if (await hasInstaller()) return 'python3';
  throw new Problem('Building the image needs Python 3 with venv or pip, and "python3" has neither.', {
    hint: 'install it (Debian: apt-get install python3-venv), then run this again',
  });
}

async function hasInstaller() {
  if (findCommand('python3') === undefined) return false;
  return (await works('python3', ['-c', 'import ensurepip, venv'])) || works('python3', ['-m', 'pip', '--version']);
}

/**
 * @param {string} command
 * @param {string[]} args
 */
async function works(command, args) {
  try {
    await run(command, args, { timeoutMs: 30_000 });
    return true;
  } catch {
    return false;
  }
}
