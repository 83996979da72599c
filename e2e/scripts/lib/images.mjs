import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} ImageRecipe
 * @property {string} image name and tag, the published one's
 * @property {string} requirement what is installed from PyPI
 * @property {string} excludeNewer date (yyyy-mm-dd): dependencies published later are not looked at
 * @property {string} python version that `debian.suite` brings
 * @property {string} uv what brings the package installer, as pip takes it
 * @property {{ suite: string, packages: string[] }} debian the base
 * @property {number} port
 * @property {string} healthPath
 * @property {string} readyLine what the log says once requests are answered
 * @property {string[]} command
 * @property {Record<string, string>} environment
 */

/** The pins of `images.json`: the one place where they stand. */
export const images = /** @type {{ localstack: ImageRecipe }} */ (
  JSON.parse(readFileSync(new URL('../../images.json', import.meta.url), 'utf8'))
);

/** Label of a built image; its value is `recipeHash`. A published image does not have it. */
export const RECIPE_LABEL = 'sts.e2e.recipe';

/**
 * Names the content of a recipe, so that an image built from an older one can be told.
 * @param {ImageRecipe} recipe
 * @returns {string}
 */
export function recipeHash(recipe) {
  return createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 16);
}
