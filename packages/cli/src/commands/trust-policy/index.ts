import type { Command } from 'commander';
import { act } from '../../act.js';
import { addJson, isJson } from '../../json-flag.js';
import { sharedOptions } from '../../shared-options.js';

/** The flags of `sts trust-policy`. */
export interface TrustFlags {
  yaml?: boolean;
  principal?: string;
}

/** `sts trust-policy`. */
export function addTrustPolicy(program: Command): Command {
  const command = program
    .command('trust-policy')
    .summary('print the statement by which the role trusts you')
    .description("Prints the statement for the role's trust policy that lets the source credentials assume it.")
    .option('--yaml', 'print YAML for the configuration: resources.extensions, where Serverless generates the role')
    .option('--principal <arn>', 'who is to be trusted; default: STS is asked whose the source credentials are')
    .addHelpText('after', AFTER);
  return addJson(command).action(
    act(
      async () => {
        const { trustPolicy } = await import('./trust-policy.js');
        return trustPolicy(command.opts<TrustFlags>(), sharedOptions(command));
      },
      { isJson: () => isJson(command) },
    ),
  );
}

const AFTER = `
The output is JSON, or YAML with --yaml; where it belongs is told on the standard error output. With an external id, MFA,
tags or a source identity among the options, the statement has what they take.

Examples:
  $ sts trust-policy
  $ sts trust-policy --yaml --principal arn:aws:iam::111111111111:role/ci`;
