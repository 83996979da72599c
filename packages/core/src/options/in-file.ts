import * as v from 'valibot';
import { isObject } from './is-object.js';
import { optionSchema } from './schema.js';
import { OPTION_NAMES } from './table.js';
import type { OptionName } from './types.js';

/** Keys of `custom.sts` that are no options: they are for `@sts/serverless`, and the others let them stand. */
export const ONLY_IN_FILE = ['commands', 'deploy'] as const;

/** What is settled by the command that deploys, or has no meaning for a role that deploys. */
const NOT_OF_DEPLOY = new Set<OptionName>(['config', 'stage', 'region', 'params', 'variables', 'function', 'environment']);

/** Whether an option has no place in `custom.sts.deploy`. */
export function isSettledByCommand(name: OptionName): boolean {
  return NOT_OF_DEPLOY.has(name);
}

/** The options that `custom.sts.deploy` may have. */
export const DEPLOY_OPTIONS: readonly OptionName[] = OPTION_NAMES.filter((name) => !NOT_OF_DEPLOY.has(name));

/**
 * What `custom.sts.commands` may be, for editors.
 * @internal
 */
export function commandsSchema(): v.GenericSchema {
  return v.array(v.pipe(v.string('is not a list of strings'), v.nonEmpty('is empty')), 'is not a list of strings');
}

/**
 * What `custom.sts.deploy` may be in place of an object: the ARN of the role.
 * @internal
 */
export function deployRoleSchema(): v.GenericSchema {
  return optionSchema('roleArn');
}

/** What is wrong with `custom.sts.commands`, each a phrase that follows the value. */
export function commandsComplaints(value: unknown): string[] {
  const isList = Array.isArray(value) && value.every((name) => typeof name === 'string' && name.trim() !== '');
  return isList ? [] : ['is not a list of the names of commands'];
}

/** What is wrong with the form of `custom.sts.deploy`. */
export function deployComplaints(value: unknown): string[] {
  return isObject(value) || (typeof value === 'string' && value !== '') ? [] : ['is neither the ARN of a role nor an object of options'];
}
