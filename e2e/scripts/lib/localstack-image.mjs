import { dirname, join } from 'node:path';
import { pipe, run } from './command.mjs';
import { RECIPE_LABEL, recipeHash } from './images.mjs';
import { Problem } from './problem.mjs';

/** @import { ImageRecipe } from './images.mjs' */

const INSTALL_LIMIT_MS = 5 * 60_000;
const IMPORT_LIMIT_MS = 5 * 60_000;
const PACKAGES = '/opt/localstack';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What uv calls the machines that we know: the same processor as the one this runs on. */
const PLATFORMS = /** @type {Partial<Record<NodeJS.Architecture, string>>} */ ({
  x64: 'x86_64-manylinux_2_28',
  arm64: 'aarch64-manylinux_2_28',
});

/**
 * Installs LocalStack and its dependencies below `root`, as they were at the recipe's date: newer ones do not fit.
 * @param {string} uv
 * @param {ImageRecipe} recipe
 * @param {string} root
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export async function installLocalStack(uv, recipe, root, signal) {
  const platform = PLATFORMS[process.arch];
  if (platform === undefined) {
    throw new Problem(`The image can be built on ${Object.keys(PLATFORMS).join(' and ')}, not on ${process.arch}.`);
  }
  const args = [
    ['pip', 'install', '--quiet', '--no-python-downloads', '--link-mode', 'copy'],
    ['--python-version', recipe.python, '--python-platform', platform],
    ['--exclude-newer', recipe.excludeNewer, '--target', join(root, PACKAGES), recipe.requirement],
  ].flat();
  await run(uv, args, {
    // It leaves lock files in the temporary folder.
    env: { ...process.env, TMPDIR: dirname(root) },
    signal,
    timeoutMs: INSTALL_LIMIT_MS,
    hint: 'is the package index reachable, and does it tell when each file was published ("excludeNewer" in e2e/images.json)?',
  });
}

/**
 * Compiles what was installed, with the Python of `root`: each start of a container would do so otherwise (5 s).
 * @param {string} root
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export async function compileLocalStack(root, signal) {
  const args = [root, 'python3', '-m', 'compileall', '-q', '-j', '0', PACKAGES];
  await run('chroot', args, { env: { PATH }, signal, timeoutMs: INSTALL_LIMIT_MS });
}

/**
 * Makes an image of `root`, without a name as yet.
 * @param {ImageRecipe} recipe
 * @param {string} root
 * @param {AbortSignal} signal
 * @returns {Promise<string>} the image's id
 */
export async function importImage(recipe, root, signal) {
  const environment = { PATH, PYTHONPATH: PACKAGES, ...recipe.environment };
  const changes = [
    `ENV ${Object.entries(environment)
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      .join(' ')}`,
    `EXPOSE ${recipe.port}`,
    `LABEL ${RECIPE_LABEL}=${recipeHash(recipe)}`,
    `CMD ${JSON.stringify(recipe.command)}`,
  ];
  const left = ['./var/cache/apt/archives/*.deb', './var/lib/apt/lists/*', './var/log/*', './usr/share/doc/*'];
  const output = await pipe(
    ['tar', '-C', root, '--numeric-owner', ...left.map((pattern) => `--exclude=${pattern}`), '-c', '.'],
    ['docker', 'import', ...changes.flatMap((change) => ['-c', change]), '-'],
    {
      signal,
      timeoutMs: IMPORT_LIMIT_MS,
      hint: 'does the engine still answer (docker info), and has it space (docker system df)?',
    },
  );
  return output.trim();
}
