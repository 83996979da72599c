import type { Command } from 'commander';
import { act } from '../../act.js';
import { sharedOptions } from '../../shared-options.js';

/** `sts credential-process`. */
export function addCredentialProcess(program: Command): Command {
  const command = program
    .command('credential-process')
    .summary('print the credentials for credential_process in ~/.aws/config')
    .description("Prints the role's credentials as AWS's tools and SDKs read them from a command (credential_process).")
    .addHelpText('after', AFTER);
  return command.action(
    act(async () => {
      const { credentialProcess } = await import('./credential-process.js');
      return credentialProcess(sharedOptions(command));
    }),
  );
}

const AFTER = `
Nothing else is on the standard output. --profile names the profile with your own credentials: without it, a tool that is
told to use the profile of this command would have it ask itself, which is refused.

Example, in ~/.aws/config:
  [profile orders]
  region = eu-central-1
  credential_process = /path/to/orders/node_modules/.bin/sts credential-process --config /path/to/orders/serverless.yml --profile mine
  $ aws s3 ls --profile orders`;
