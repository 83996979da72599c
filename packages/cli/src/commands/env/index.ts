import { type Command, Option } from 'commander';
import { act } from '../../act.js';
import { sharedOptions } from '../../shared-options.js';
import type { EnvFlags } from './env.js';
import { SHELL_NAMES } from './shell-names.js';

/** `sts env`. */
export function addEnv(program: Command): Command {
  const command = program
    .command('env')
    .summary("print what makes a shell the role's")
    .description("Prints the commands that make a shell's environment the role's, to be evaluated by that shell.")
    .addOption(new Option('--shell <name>', 'the shell or form to write for; default: that of SHELL').choices(SHELL_NAMES))
    .option('--file <path>', 'write a file of mode 0600 instead, in place of what is in it')
    .option('--unset', 'print what takes the role out of the shell again')
    .addHelpText('after', AFTER);
  return command.action(
    act(async () => {
      const { env } = await import('./env.js');
      return env(command.opts<EnvFlags>(), sharedOptions(command));
    }),
  );
}

const AFTER = `
Forms: dotenv is a .env file, json an object, powershell and cmd are Windows's. github adds to the file of GITHUB_ENV, for
the following steps of a job, and has the values hidden in the log first. --unset removes what was set, and does not bring
back what was there before.

Examples:
  $ eval "$(sts env)"                              bash, zsh
  $ sts env --shell fish | source
  PS> sts env --shell powershell | Out-String | Invoke-Expression
  C:\\> sts env --shell cmd --file role.cmd && call role.cmd
  $ sts env --shell dotenv --file .env.role && docker run --env-file .env.role app
  $ eval "$(sts env --unset)"`;
