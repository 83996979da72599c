import type { Command } from 'commander';
import { EXIT } from '../../exit-codes.js';
import { print } from '../../output.js';
import { bashCompletion } from './bash.js';
import { fishCompletion } from './fish.js';
import type { CompletionShell } from './index.js';
import { modelOf } from './model.js';
import { zshCompletion } from './zsh.js';

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** Prints the script by which a shell completes the command line. */
export function completion(shell: CompletionShell, program: Command): number {
  print(SCRIPTS[shell](modelOf(program)));
  return EXIT.ok;
}
