import { type Command, Option } from 'commander';
import { act } from '../../act.js';
import { addJson, isJson } from '../../json-flag.js';
import { RUNNER_KINDS } from '../../project/runner-kinds.js';
import type { InitFlags } from './init.js';

/** `sts init`. */
export function addInit(program: Command): Command {
  const command = program
    .command('init')
    .summary("set the project's test runner up")
    .description("Finds the project's test runner and package manager, shows the line to add and the command to run, asks, and writes.")
    .option('-y, --yes', 'write without asking')
    .addOption(new Option('--runner <name>', 'the runner, where it cannot be told').choices(RUNNER_KINDS.map(({ id }) => id)))
    .addHelpText('after', AFTER);
  return addJson(command).action(
    act(
      async () => {
        const { init } = await import('./init.js');
        return init(command.opts<InitFlags>());
      },
      { isJson: () => isJson(command) },
    ),
  );
}

const AFTER = `
One line of one file is changed, and everything else in it stays as it is. A configuration that cannot be changed safely is
left alone, and the line to add is shown. Packages are installed by you. Once more, there is nothing to change.

Examples:
  $ sts init
  $ sts init --yes && npm install --save-dev @sts/jest-env`;
