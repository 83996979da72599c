import { Command, Help, type Option } from 'commander';
import { addClear } from './commands/clear/index.js';
import { addCompletion } from './commands/completion/index.js';
import { addCredentialProcess } from './commands/credential-process/index.js';
import { addDoctor } from './commands/doctor/index.js';
import { addEnv } from './commands/env/index.js';
import { addExec } from './commands/exec/index.js';
import { addInit } from './commands/init/index.js';
import { addResolve } from './commands/resolve/index.js';
import { addTrustPolicy } from './commands/trust-policy/index.js';
import { addWhoami } from './commands/whoami/index.js';
import { addSharedOptions, sharedDescription } from './shared-options.js';

/** The command line: every command with its options and help. What a command does is loaded when it is called. */
export function makeProgram(version: string): Command {
  const program = new Command('sts')
    .description('Runs things as the role that serverless.yml names, and tells why it is denied.')
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help, or that of a command')
    .helpCommand('help [command]', 'show the help of a command')
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .configureHelp({ optionDescription: describe })
    .addHelpText('after', AFTER);
  addSharedOptions(program, true);
  for (const add of [addExec, addEnv, addWhoami, addResolve, addDoctor, addInit, addTrustPolicy, addCredentialProcess, addClear])
    addSharedOptions(add(program));
  addCompletion(program);
  return program;
}

const AFTER = `
Exit status: 0 done, 1 refused or a problem found, 2 wrong command line; of "exec" that of the command, or
125 (not started), 126 (not executable), 127 (not found).

Examples:
  $ sts exec -- npm test            the tests, as the role
  $ eval "$(sts env)"               this shell, as the role
  $ sts whoami                      who that is
  $ sts doctor                      why it does not work`;

function describe(option: Option): string {
  return (option.description === '' ? sharedDescription(option.attributeName()) : undefined) ?? new Help().optionDescription(option);
}
