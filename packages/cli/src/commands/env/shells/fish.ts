import type { Shell } from './shell.js';

/** fish: between single quotes a backslash escapes a quote and itself. To remove what is not set is no error to show. */
export const fish: Shell = {
  set: (name, value) => `set -gx ${name} '${value.replaceAll(/[\\']/g, String.raw`\$&`)}';`,
  remove: (name) => `set -e ${name};`,
};
