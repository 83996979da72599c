import { isSettledByCommand } from './in-file.js';
import { optionFromText } from './origins.js';
import { OPTION_NAMES, optionWords } from './table.js';
import type { OptionName } from './types.js';

/** The flag of an option, without its hyphens in front: `roleArn` is `sts-role-arn`. */
function flagName(name: OptionName): string {
  return `sts-${optionWords(name)}`;
}

/** Serverless has a flag of its own for where the configuration is, and gives its functions their variables itself. */
const WITHOUT_FLAG = new Set<OptionName>(['config', 'environment']);

/** The options that have a flag, and whether commands that deploy have it too. */
export const OPTION_FLAGS: readonly { name: OptionName; flag: string; deploys: boolean }[] = OPTION_NAMES.filter(
  (name) => !WITHOUT_FLAG.has(name),
).map((name) => ({ name, flag: flagName(name), deploys: !isSettledByCommand(name) }));

/** The options among flags of a command line, each from its text as in the environment. */
export function optionsOfFlags(flags: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = OPTION_FLAGS.flatMap(({ name, flag }) => {
    const value = flags[flag];
    return value === undefined || value === null ? [] : [[name, typeof value === 'string' ? optionFromText(name, value) : value]];
  });
  return Object.fromEntries(given) as Record<string, unknown>;
}
