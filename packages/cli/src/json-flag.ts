import type { Command } from 'commander';

/** Adds `--json` to a command. */
export function addJson(command: Command): Command {
  return command.option('--json', 'print data instead of text; an error too is an object then');
}

/** Whether it was given. */
export function isJson(command: Command): boolean {
  return command.opts<{ json?: boolean }>().json === true;
}
