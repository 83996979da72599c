import { isStsError } from '@sts/core/runner';
import { EXIT } from './exit-codes.js';
import { errorData, printJson, showError } from './output.js';

/** How the failures of a command are told. */
interface Failing {
  /** Exit status of a failure; default 1. */
  failed?: number;
  /** Whether the standard output is to be JSON. */
  isJson?: () => boolean;
}

/** What a command does, as commander calls it: errors are shown, and the exit status is set. */
export function act<A extends unknown[]>(
  does: (...args: A) => Promise<number> | number,
  { failed = EXIT.failed, isJson = () => false }: Failing = {},
): (...args: A) => Promise<void> {
  return async (...args) => {
    try {
      process.exitCode = await does(...args);
    } catch (error) {
      showError(error);
      if (isJson()) printJson({ error: errorData(error) });
      // `exec` has a status of its own for all that is not the command's.
      process.exitCode = failed === EXIT.failed && isStsError(error, 'STS_USAGE') ? EXIT.usage : failed;
    }
  };
}
