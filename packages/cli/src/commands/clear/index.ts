import type { Command } from 'commander';
import { act } from '../../act.js';
import { addJson, isJson } from '../../json-flag.js';
import { sharedOptions } from '../../shared-options.js';

/** `sts clear`. */
export function addClear(program: Command): Command {
  const command = program
    .command('clear')
    .summary('remove what is cached of this project')
    .description("Removes what is cached of this project: the role's credentials, accounts, refusals and what starts came to.")
    .addHelpText('after', AFTER);
  return addJson(command).action(
    act(
      async () => {
        const { clear } = await import('./clear.js');
        return clear(sharedOptions(command), isJson(command));
      },
      { isJson: () => isJson(command) },
    ),
  );
}

const AFTER = `
Only what the packages have put there is removed, and the folder if it is empty then. A folder that is a link, somebody
else's or open to others is left alone. Sessions that STS has given out go on until their end.

Examples:
  $ sts clear
  $ sts clear --cache /var/tmp/sts-cache`;
