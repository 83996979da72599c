import type { Command } from 'commander';
import { act } from '../../act.js';
import { addJson, isJson } from '../../json-flag.js';
import { sharedOptions } from '../../shared-options.js';

/** `sts resolve`. */
export function addResolve(program: Command): Command {
  const command = program
    .command('resolve')
    .summary('say which role, region and stage are meant, and why')
    .description('Says which role, region, stage and profile the configuration comes to, and where each of them is written.')
    .addHelpText('after', AFTER);
  return addJson(command).action(
    act(
      async () => {
        const { resolve } = await import('./resolve.js');
        return resolve(sharedOptions(command), isJson(command));
      },
      { isJson: () => isJson(command) },
    ),
  );
}

const AFTER = `
Nothing is assumed, and AWS is asked only for what the configuration leaves to it; each such question is told.

Examples:
  $ sts resolve
  $ sts resolve --stage prod --function createOrder
  $ sts resolve --json | jq -r .roleArn`;
