import path from 'node:path';
import { usageError } from '../../usage-error.js';
import { SHELL_NAMES, type ShellName } from './shell-names.js';

/** Shells that take what another takes. */
const LIKE: Readonly<Record<string, ShellName>> = {
  bash: 'bash',
  zsh: 'zsh',
  fish: 'fish',
  sh: 'sh',
  dash: 'sh',
  ash: 'sh',
  ksh: 'sh',
  mksh: 'sh',
  pwsh: 'powershell',
};

/**
 * The shell that the output is for, where nobody says it, and what tells so.
 * @throws `STS_USAGE` for a shell that is not known
 */
export function guessShell(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): { name: ShellName; from: string } {
  const shell = env['SHELL'];
  if (shell) {
    const name = LIKE[path.basename(shell).replace(/\.exe$/, '')];
    if (name !== undefined) return { name, from: `SHELL is ${shell}` };
    throw usageError(`${shell} (from SHELL) is not a shell that is known here.`, hint());
  }
  if (platform === 'win32')
    return env['PSModulePath'] ? { name: 'powershell', from: 'PSModulePath is set' } : { name: 'cmd', from: 'this is Windows' };
  throw usageError('The environment does not tell which shell it is for: SHELL is not set.', hint());
}

function hint(): string {
  return `Name one: --shell ${SHELL_NAMES.join('|')}`;
}
