import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipe, run } from './command.mjs';
import { RECIPE_LABEL, base, recipeHash } from './images.mjs';
import { Problem } from './problem.mjs';

/** @import { ImageRecipe } from './images.mjs' */

const INSTALL_LIMIT_MS = 5 * 60_000;
const IMPORT_LIMIT_MS = 5 * 60_000;
/** What no start loads: tests, and the mathematics that a checker of templates brings (half of the work). */
const NOT_COMPILED = '/(tests?|sympy|networkx)/';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What uv calls the machines that we know: the same processor as the one this runs on. */
const PLATFORMS = /** @type {Partial<Record<NodeJS.Architecture, string>>} */ ({
  x64: 'x86_64-manylinux_2_28',
  arm64: 'aarch64-manylinux_2_28',
});

/**
 * Installs an emulator and its dependencies below `root`, as they were at the recipe's date: LocalStack does not start with
 * newer ones, and the same pins make the same image.
 * @param {string} uv
 * @param {ImageRecipe} recipe
 * @param {string} root
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export async function installEmulator(uv, recipe, root, signal) {
  const platform = PLATFORMS[process.arch];
  if (platform === undefined) {
    throw new Problem(`The image can be built on ${Object.keys(PLATFORMS).join(' and ')}, not on ${process.arch}.`);
  }
  const args = [
    ['pip', 'install', '--quiet', '--no-python-downloads', '--link-mode', 'copy'],
    ['--python-version', base.python, '--python-platform', platform],
    ['--exclude-newer', recipe.excludeNewer, '--target', join(root, packagesOf(recipe)), recipe.requirement],
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
 * @param {ImageRecipe} recipe
 * @param {string} root
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export async function compileEmulator(recipe, root, signal) {
  const args = [root, 'python3', '-m', 'compileall', '-q', '-j', '0', '-x', NOT_COMPILED, packagesOf(recipe)];
  await run('chroot', args, { env: { PATH }, signal, timeoutMs: INSTALL_LIMIT_MS });
}

/**
 * Makes an image of `root`, without a name as yet, and takes the emulator out of `root` again: the next one gets a base
 * system that is as it was.
 * @param {ImageRecipe} recipe
 * @param {string} root
 * @param {AbortSignal} signal
 * @returns {Promise<string>} the image's id
 */
export async function importImage(recipe, root, signal) {
  const environment = { PATH, PYTHONPATH: packagesOf(recipe), ...recipe.environment };
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
  await rm(join(root, packagesOf(recipe)), { recursive: true });
  return output.trim();
}

/** @param {ImageRecipe} recipe */
function packagesOf(recipe) {
  return `/opt/${recipe.name}`;
}
