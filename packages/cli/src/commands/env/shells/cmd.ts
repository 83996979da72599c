import { usageError } from '../../../usage-error.js';
import type { Shell } from './shell.js';

/**
 * The command prompt of Windows, as a batch file (`call it.cmd`): a percent sign is doubled there. With a quote in the
 * value the quotes around it would not protect the rest, so that each special character is escaped for itself.
 */
export const cmd: Shell = {
  set: (name, value) => {
    if (/[\r\n]/.test(value)) {
      throw usageError(
        `The value of ${name} holds a new line, which the command prompt has no way to be given.`,
        'Use --shell powershell or json.',
      );
    }
    const percent = value.replaceAll('%', '%%');
    return percent.includes('"') ? `set ${name}=${percent.replaceAll(/[&|<>^"()!]/g, '^$&')}` : `set "${name}=${percent}"`;
  },
  remove: (name) => `set "${name}="`,
};
