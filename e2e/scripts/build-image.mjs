// Brings the LocalStack image that e2e/images.json pins: does nothing when the engine has it, else builds it from
// packages of Debian and PyPI, for no image registry needs to be reachable then.
import { join } from 'node:path';
import { ensureDebootstrap, makeBaseSystem } from './lib/base-system.mjs';
import { main, readArguments } from './lib/cli.mjs';
import { run } from './lib/command.mjs';
import { engineStatus, imageStatus } from './lib/engine-status.mjs';
import { images, recipeHash } from './lib/images.mjs';
import { compileLocalStack, importImage, installLocalStack } from './lib/localstack-image.mjs';
import { nameImage } from './lib/name-image.mjs';
import { Problem } from './lib/problem.mjs';
import { progress } from './lib/progress.mjs';
import { pullImage } from './lib/pull-image.mjs';
import { bringUv } from './lib/uv.mjs';
import { verifyImage } from './lib/verify-image.mjs';
import { withWorkFolder } from './lib/work-folder.mjs';

const USAGE = `node e2e/scripts/build-image.mjs [--force] [--pull]
    --force  build although the engine has the image
    --pull   first let the engine fetch the published image (when a registry answers within seconds)`;

const recipe = images.localstack;

await main(async (signal) => {
  const options = /** @type {const} */ ({ force: { type: 'boolean' }, pull: { type: 'boolean' } });
  const { force = false, pull = false } = readArguments({ options }, USAGE).values;
  const engine = await engineStatus(signal);
  if (!engine.ok) {
    throw new Problem(`An image needs a container engine: ${engine.reason}.`, {
      hint: 'node e2e/scripts/engine.mjs ensure',
    });
  }
  const there = await imageStatus(recipe.image, signal);
  if (there.present && !force) return sayPresent(there.recipe);
  if (pull && (await pulled(signal))) return;
  await build(there, signal);
});

/** @param {string | undefined} builtFrom the recipe's hash, when the image was built by this script */
function sayPresent(builtFrom) {
  const old = builtFrom !== undefined && builtFrom !== recipeHash(recipe);
  const note = old ? ' It was built from another e2e/images.json: --force builds it anew.' : '';
  process.stdout.write(`The engine has ${recipe.image}: nothing to do.${note}\n`);
}

/** @param {AbortSignal} signal */
async function pulled(signal) {
  const done = await pullImage(recipe.image, signal);
  process.stdout.write(done ? `Pulled ${recipe.image}.\n` : `No registry gave ${recipe.image}: building it.\n`);
  return done;
}

/**
 * @param {Awaited<ReturnType<typeof imageStatus>>} previous
 * @param {AbortSignal} signal
 */
async function build(previous, signal) {
  requireBuilder();
  const { step, finish } = progress(7);
  await withWorkFolder(async (folder) => {
    const root = join(folder, 'root');
    const [debootstrap, uv] = await step('Tools: debootstrap, uv', async () => {
      const found = await ensureDebootstrap(signal);
      return [found, await bringUv(recipe.uv, folder, signal)];
    });
    await step(`Debian ${recipe.debian.suite} with Python ${recipe.python}`, () => makeBaseSystem(debootstrap, recipe, root, signal));
    await step(`${recipe.requirement}, dependencies as of ${recipe.excludeNewer}`, () => installLocalStack(uv, recipe, root, signal));
    await step('Byte code of it', () => compileLocalStack(root, signal));
    const id = await step('Import as an image', () => importImage(recipe, root, signal));
    try {
      await step('A container of it becomes ready', async (note) => note(`version ${await verifyImage(id, recipe, signal)}`));
      // Only an image that works gets the name.
      await step(`Name it ${recipe.image}`, async (note) => note(await nameImage(id, recipe.image, previous, signal)));
    } catch (error) {
      await run('docker', ['rmi', id]);
      throw error;
    }
  });
  finish(`The engine has ${recipe.image}.`);
}

/** @throws {Problem} when this machine cannot build a Debian image */
function requireBuilder() {
  if (process.platform === 'linux' && process.getuid?.() === 0) return;
  throw new Problem(`Building ${recipe.image} takes Linux and root (debootstrap).`, {
    hint: 'let the engine fetch the published image: node e2e/scripts/build-image.mjs --pull',
  });
}
