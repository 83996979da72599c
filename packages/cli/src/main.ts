import { readFileSync } from 'node:fs';
import path from 'node:path';
import { removeRefusals } from '@sts/core/runner';
import { type Command, CommanderError } from 'commander';
import { EXIT } from './exit-codes.js';
import { showError } from './output.js';
import { makeProgram } from './program.js';
import { usageError } from './usage-error.js';

/** The life of the `sts` command. Never rejects. */
export async function main(args: readonly string[]): Promise<void> {
  // Who reads our output may have seen enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed));
  // Nobody else waits for what we were told.
  process.once('exit', removeRefusals);
  const program = makeProgram(version());
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = ended(error, commandOf(program, args));
  }
}

/** The command that was meant, where there is one of that name. */
function commandOf(program: Command, args: readonly string[]): string | undefined {
  const names = program.commands.map((command) => command.name());
  return args.find((arg) => names.includes(arg));
}

function ended(error: unknown, command: string | undefined): number {
  if (!(error instanceof CommanderError)) {
    showError(error);
    return EXIT.failed;
  }
  // Help and version were asked for.
  if (error.exitCode === 0) return EXIT.ok;
  if (error.code === 'commander.help') return EXIT.usage;
  const [what = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const hint =
    suggestion?.replace(/^\((.*)\)$/, '$1') ?? `See: ${['sts', command, '--help'].filter((word) => word !== undefined).join(' ')}`;
  showError(usageError(`${what.charAt(0).toUpperCase()}${what.slice(1).replace(/\.$/, '')}.`, hint));
  // Of `exec` all that is not the command's own is told apart from it.
  return command === 'exec' ? EXIT.notStarted : EXIT.usage;
}

function version(): string {
  return (JSON.parse(readFileSync(path.join(__dirname, '..', 'package.json'), 'utf8')) as { version: string }).version;
}
