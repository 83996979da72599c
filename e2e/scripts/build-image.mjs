// Brings the images that e2e/images.json pins: does nothing when the engine has them, else builds those that are missing
// from packages of Debian and PyPI, for no image registry needs to be reachable then.
import { join } from 'node:path';
import { ensureDebootstrap, makeBaseSystem } from './lib/base-system.mjs';
import { main, readArguments } from './lib/cli.mjs';
import { run } from './lib/command.mjs';
import { compileEmulator, importImage, installEmulator } from './lib/emulator-image.mjs';
import { engineStatus, imageStatus } from './lib/engine-status.mjs';
import { base, images, recipeHash } from './lib/images.mjs';
import { nameImage } from './lib/name-image.mjs';
import { Problem } from './lib/problem.mjs';
import { progress } from './lib/progress.mjs';
import { pullImage } from './lib/pull-image.mjs';
import { bringUv } from './lib/uv.mjs';
import { verifyImage } from './lib/verify-image.mjs';
import { withWorkFolder } from './lib/work-folder.mjs';

/** @import { ImageRecipe } from './lib/images.mjs' */

const NAMES = Object.keys(images);

const USAGE = `node e2e/scripts/build-image.mjs [--force] [--pull] [NAME…]
    NAME     ${NAMES.join(' or ')}; default: all
    --force  build although the engine has the image
    --pull   first let the engine fetch the published image (when a registry answers within seconds)`;

/** @typedef {{ recipe: ImageRecipe, previous: Awaited<ReturnType<typeof imageStatus>> }} Wanted */

await main(async (signal) => {
  const options = /** @type {const} */ ({ force: { type: 'boolean' }, pull: { type: 'boolean' } });
  const { values, positionals } = readArguments({ options, allowPositionals: true }, USAGE);
  const unknown = positionals.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) throw new Problem(`There is no image ${unknown.join(', ')}.`, { hint: USAGE });
  const engine = await engineStatus(signal);
  if (!engine.ok) {
    throw new Problem(`An image needs a container engine: ${engine.reason}.`, {
      hint: 'node e2e/scripts/engine.mjs ensure',
    });
  }
  /** @type {Wanted[]} */
  const wanted = [];
  for (const recipe of Object.values(images)) {
    if (positionals.length > 0 && !positionals.includes(recipe.name)) continue;
    const previous = await imageStatus(recipe.image, signal);
    if (previous.present && values.force !== true) sayPresent(recipe, previous.recipe);
    else if (values.pull !== true || !(await pulled(recipe, signal))) wanted.push({ recipe, previous });
  }
  if (wanted.length > 0) await build(wanted, signal);
});

/**
 * @param {ImageRecipe} recipe
 * @param {string | undefined} builtFrom the recipe's hash, when the image was built by this script
 */
function sayPresent(recipe, builtFrom) {
  const old = builtFrom !== undefined && builtFrom !== recipeHash(recipe);
  const note = old ? ' It was built from another e2e/images.json: --force builds it anew.' : '';
  process.stdout.write(`The engine has ${recipe.image}: nothing to do.${note}\n`);
}

/**
 * @param {ImageRecipe} recipe
 * @param {AbortSignal} signal
 */
async function pulled(recipe, signal) {
  const done = await pullImage(recipe.image, signal);
  process.stdout.write(done ? `Pulled ${recipe.image}.\n` : `No registry gave ${recipe.image}: building it.\n`);
  return done;
}

/**
 * Builds one image after the other, on a base system that is made once.
 * @param {Wanted[]} wanted
 * @param {AbortSignal} signal
 */
async function build(wanted, signal) {
  const names = wanted.map(({ recipe }) => recipe.image).join(' and ');
  requireBuilder(names);
  const { step, finish } = progress(2 + 5 * wanted.length);
  await withWorkFolder(async (folder) => {
    const root = join(folder, 'root');
    const [debootstrap, uv] = await step('Tools: debootstrap, uv', async () => {
      const found = await ensureDebootstrap(signal);
      return [found, await bringUv(base.uv, folder, signal)];
    });
    await step(`Debian ${base.debian.suite} with Python ${base.python}`, () => makeBaseSystem(debootstrap, base, root, signal));
    for (const { recipe, previous } of wanted) {
      await step(`${recipe.requirement}, dependencies as of ${recipe.excludeNewer}`, () => installEmulator(uv, recipe, root, signal));
      await step('Byte code of it', () => compileEmulator(recipe, root, signal));
      const id = await step('Import as an image', () => importImage(recipe, root, signal));
      try {
        await step('A container of it becomes ready', async (note) => note(`version ${await verifyImage(id, recipe, signal)}`));
        // Only an image that works gets the name.
        await step(`Name it ${recipe.image}`, async (note) => note(await nameImage(id, recipe.image, previous, signal)));
      } catch (error) {
        await run('docker', ['rmi', id]);
        throw error;
      }
    }
  });
  finish(`The engine has ${names}.`);
}

/**
 * @param {string} names
 * @throws {Problem} when this machine cannot build a Debian image
 */
function requireBuilder(names) {
  if (process.platform === 'linux' && process.getuid?.() === 0) return;
  throw new Problem(`Building ${names} takes Linux and root (debootstrap).`, {
    hint: 'let the engine fetch the published image: node e2e/scripts/build-image.mjs --pull',
  });
}
