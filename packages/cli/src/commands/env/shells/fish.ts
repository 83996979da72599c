import type { Shell } from './shell.js';

/** fish: between single quotes a backslash escapes a quote and itself. To remove what is not set is no error to show. */
export const fish: Shell = {
  set: (name, value) => `set -gx ${name} ${quoted(value)};`,
  remove: (name) => `set -e ${name};`,
};

/** What is not ASCII goes byte by byte: where the locale is C, fish 3 takes the bytes of a character for several. */
function quoted(value: string): string {
  const pieces = value.split(/([^\0-\u007F]+)/).map((piece, index) => (index % 2 === 0 ? inQuotes(piece) : inBytes(piece)));
  return pieces.join('') || "''";
}

function inQuotes(text: string): string {
  return text === '' ? '' : `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}

function inBytes(text: string): string {
  return [...Buffer.from(text)].map((byte) => String.raw`\X${byte.toString(16)}`).join('');
}
