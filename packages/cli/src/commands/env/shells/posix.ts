import type { Shell } from './shell.js';

/** bash, zsh, sh: between single quotes everything stands for itself, but the quote. */
export const posix: Shell = {
  set: (name, value) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`,
  remove: (name) => `unset ${name}`,
};
