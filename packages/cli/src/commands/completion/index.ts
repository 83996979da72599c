import { Argument, type Command } from 'commander';
import { act } from '../../act.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** A shell that completes command lines. */
export type CompletionShell = (typeof SHELLS)[number];

/** `sts completion`. */
export function addCompletion(program: Command): Command {
  return program
    .command('completion')
    .summary('print what completes the command line in a shell')
    .description('Prints the script by which a shell completes the command line of sts.')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText('after', AFTER)
    .action(
      act(async (shell: CompletionShell) => {
        const { completion } = await import('./completion.js');
        return completion(shell, program);
      }),
    );
}

const AFTER = `
Examples:
  $ echo 'eval "$(sts completion bash)"' >> ~/.bashrc
  $ echo 'eval "$(sts completion zsh)"' >> ~/.zshrc         behind compinit
  $ sts completion fish > ~/.config/fish/completions/sts.fish`;
