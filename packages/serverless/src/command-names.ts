import { StsError } from '@sts/core/runner';
import type { CommandTree } from './host.js';
import { isDeployCommand } from './role-kinds.js';

/** The names of all commands that can be run. */
export function namesOf(tree: CommandTree, before = ''): string[] {
  return Object.entries(tree).flatMap(([name, { commands = {} }]) => [`${before}${name}`, ...namesOf(commands, `${before}${name} `)]);
}

/**
 * Looks whether the commands that are to run as the role exist: one that is misspelt would run as who asks, and nobody
 * would notice.
 * @throws `STS_OPTIONS_INVALID`
 */
export function checkCommands(wanted: readonly string[], deploys: boolean, known: readonly string[]): void {
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new StsError({
      code: 'STS_OPTIONS_INVALID',
      message: `custom.sts.commands has what is no command here: ${unknown.join(', ')}.`,
      hint: `The commands are: ${known.join(', ')}.`,
    });
  }
  const both = deploys ? wanted.filter(isDeployCommand) : [];
  if (both.length === 0) return;
  throw new StsError({
    code: 'STS_OPTIONS_INVALID',
    message: `custom.sts.commands has ${both.join(', ')}, which custom.sts.deploy is for: it cannot run as both roles.`,
    hint: 'Take it out of custom.sts.commands.',
  });
}
