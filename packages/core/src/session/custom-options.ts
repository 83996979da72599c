import type { Config } from '../config/index.js';
import { givenOptions, isObject, type OptionOrigin } from '../options/index.js';
import type { Resolver } from '../variables/index.js';

/** The options of the `custom.sts` block; `undefined` where there is none. */
export function customOptions(config: Config | undefined, resolver: () => Resolver): OptionOrigin | undefined {
  if (config === undefined) return undefined;
  const block = resolver().whole(['custom', 'sts']);
  if (block === undefined || block === null) return undefined;
  const label = `custom.sts in ${config.name}`;
  if (!isObject(block)) return { values: {}, label: () => label, problems: [`${label} is not an object of options`] };
  const { config: misplaced, ...values } = block;
  const problems = misplaced === undefined ? [] : [`config (from ${label}): says where the configuration is, so it cannot stand in it`];
  return { ...givenOptions(values, label), problems };
}

/** `custom.sts.variables` as it is written: it is what variables are looked up in. */
export function givenVariables(config: Config | undefined): Record<string, unknown> {
  const custom = config?.content['custom'] as { sts?: { variables?: unknown } } | undefined;
  const variables = custom?.sts?.variables;
  return typeof variables === 'object' && variables !== null ? (variables as Record<string, unknown>) : {};
}
