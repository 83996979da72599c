import type { Command } from 'commander';
import { act } from '../../act.js';
import { addJson, isJson } from '../../json-flag.js';
import { sharedOptions } from '../../shared-options.js';

/** `sts whoami`. */
export function addWhoami(program: Command): Command {
  const command = program
    .command('whoami')
    .summary('say who the role is, by asking STS as the role')
    .description('Assumes the role, asks STS as the role who that is, and says who asked for it and how long it lasts.')
    .addHelpText('after', '\nExamples:\n  $ sts whoami\n  $ sts whoami --stage prod --json');
  return addJson(command).action(
    act(
      async () => {
        const { whoami } = await import('./whoami.js');
        return whoami(sharedOptions(command), isJson(command));
      },
      { isJson: () => isJson(command) },
    ),
  );
}
