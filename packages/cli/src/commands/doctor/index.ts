import type { Command } from 'commander';
import { act } from '../../act.js';
import { addJson, isJson } from '../../json-flag.js';
import { sharedOptions } from '../../shared-options.js';

/** `sts doctor`. */
export function addDoctor(program: Command): Command {
  const command = program
    .command('doctor')
    .summary('find out why it does not work')
    .description('Looks at every step on the way to the role, and at the set-up of the runner; says of each that it is ok, or what to do.')
    .addHelpText('after', AFTER);
  return addJson(command).action(
    act(
      async () => {
        const { doctor } = await import('./doctor.js');
        return doctor(sharedOptions(command), isJson(command));
      },
      { isJson: () => isJson(command) },
    ),
  );
}

const AFTER = `
Looked at: configuration, role, source credentials, endpoint, clock, trust (the role is assumed for real, not taken from the
cache), cache, and whether the installed runner is set up. What needs something that is wrong is not looked at. No secret
is shown, and no step takes longer than timeoutMs.

Exit status: 0 all is well, 1 there is a problem.

Examples:
  $ sts doctor
  $ sts doctor --stage prod --json | jq '.checks[] | select(.status == "problem")'`;
