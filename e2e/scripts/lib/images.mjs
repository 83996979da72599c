import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Base what all images begin with
 * @property {string} python version that `debian.suite` brings
 * @property {string} uv what brings the package installer, as pip takes it
 * @property {{ suite: string, packages: string[] }} debian
 */

/**
 * @typedef {object} Emulator
 * @property {string} title its name for people
 * @property {string} image name and tag, the published one's
 * @property {string} requirement what is installed from PyPI
 * @property {string} excludeNewer date (yyyy-mm-dd): what was published later is not looked at
 * @property {number} port
 * @property {string} healthPath
 * @property {string} readyLine what the log says once requests are answered
 * @property {string[]} command
 * @property {Record<string, string>} environment
 */

/** @typedef {'localstack' | 'localemu'} EmulatorName */

/** @typedef {Emulator & { name: EmulatorName }} ImageRecipe */

const pins = /** @type {{ base: Base, emulators: Record<EmulatorName, Emulator> }} */ (
  JSON.parse(readFileSync(new URL('../../images.json', import.meta.url), 'utf8'))
);

/** The pins of `images.json`, which is the one place where they stand: what all images begin with. */
export const { base } = pins;

/** The pins of `images.json`: the emulators. */
export const images = /** @type {Record<EmulatorName, ImageRecipe>} */ (
  Object.fromEntries(Object.entries(pins.emulators).map(([name, emulator]) => [name, { name, ...emulator }]))
);

/** Label of a built image; its value is `recipeHash`. A published image does not have it. */
export const RECIPE_LABEL = 'sts.e2e.recipe';

/**
 * Names all that an image is made of, so that one built from other pins can be told.
 * @param {ImageRecipe} recipe
 * @returns {string}
 */
export function recipeHash(recipe) {
  return createHash('sha256')
    .update(JSON.stringify([base, recipe]))
    .digest('hex')
    .slice(0, 16);
}
