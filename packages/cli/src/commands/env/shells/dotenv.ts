import { usageError } from '../../../usage-error.js';
import type { Shell } from './shell.js';

/** Read alike with quotes and without, also by those who know no quotes, as `docker run --env-file`. */
const PLAIN = /^[\w./:+=@,-]+$/;

/** A `.env` file: single quotes and backticks keep everything as it is; between double quotes `\n` is a new line. */
export const dotenv: Shell = {
  set: (name, value) => {
    if (PLAIN.test(value)) return `${name}=${value}`;
    const quote = ["'", '`', '"'].find((one) => !value.includes(one) && !(one === '"' && /\\[nr]/.test(value)));
    if (quote !== undefined) return `${name}=${quote}${value}${quote}`;
    throw usageError(
      `The value of ${name} holds every kind of quote, which a .env file has no way to hold.`,
      'Use another shell, or json.',
    );
  },
  remove: undefined,
};
