import type { Command } from 'commander';
import { act } from '../../act.js';
import { EXIT } from '../../exit-codes.js';
import { sharedOptions } from '../../shared-options.js';
import { usageError } from '../../usage-error.js';

/** `sts exec`. */
export function addExec(program: Command): Command {
  const command = program
    .command('exec')
    .usage('[options] [--] command [arguments…]')
    .description('Runs a command as the role that the configuration names.')
    .summary('run a command as the role')
    .argument('[command...]', 'the command with its arguments; all behind it is its own')
    .option('--serve', 'give it the address of a server that renews the credentials, for what runs longer than they last')
    .passThroughOptions()
    .addHelpText('after', AFTER);
  return command.action(
    act(
      async (words: string[]) => {
        const [first, ...rest] = words;
        if (first === undefined) throw usageError('There is no command to run.', 'For example: sts exec -- npm test');
        const { exec } = await import('./exec.js');
        return exec([first, ...rest], sharedOptions(command), command.opts<{ serve?: boolean }>().serve === true);
      },
      { failed: EXIT.notStarted },
    ),
  );
}

const AFTER = `
The command gets the environment with the role's temporary credentials in it, and nothing by which it could be somebody
else. No shell is in between, and signals and the exit status are passed through. When the role is refused, the command
is not started.

With --serve the command gets no keys, but the address of a credentials server on the loopback interface, in the two
variables of the container protocol (AWS_CONTAINER_CREDENTIALS_FULL_URI), which the SDKs of all languages ask again before
the credentials end. The server renews the role, and ends with the command. ~/.aws is out of the command's reach then: a
default profile would come before the server.

Exit status: that of the command; 125 when it was not started because of something of ours, 126 when it cannot be
executed, 127 when there is no such command.

Examples:
  $ sts exec -- npm test
  $ sts exec --stage prod -- osls deploy
  $ sts exec --serve -- osls offline
  $ sts exec -- sh -c 'aws s3 ls > buckets.txt'    with a shell, where one is needed`;
