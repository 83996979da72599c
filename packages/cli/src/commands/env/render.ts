import type { EnvChanges } from '@sts/core';
import type { ShellName } from './shell-names.js';
import { SHELLS } from './shells/index.js';

/**
 * The text that makes the changes in a shell: what is set, and what is removed, where that can be said.
 * @throws `STS_USAGE` for a value that the shell has no way to be given
 */
export function renderChanges(name: ShellName, { set, remove }: EnvChanges): string {
  if (name === 'json') return `${JSON.stringify(set, undefined, 2)}\n`;
  const shell = SHELLS[name];
  const removed = shell.remove === undefined ? [] : remove.map((variable) => shell.remove?.(variable) ?? '');
  return lines([...removed, ...Object.entries(set).map(([variable, value]) => shell.set(variable, value))]);
}

/** The text that removes variables; `undefined` where that cannot be said. */
export function renderUnset(name: ShellName, variables: readonly string[]): string | undefined {
  if (name === 'json') return `${JSON.stringify(Object.fromEntries(variables.map((variable) => [variable, null])), undefined, 2)}\n`;
  const { remove } = SHELLS[name];
  return remove === undefined ? undefined : lines(variables.map((variable) => remove(variable)));
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}
