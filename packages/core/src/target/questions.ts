import type { Config } from '../config/index.js';
import type { OptionName, ResolvedOptions } from '../options/index.js';
import type { Resolver } from '../variables/index.js';

/** What the questions about the target are asked of. */
export interface TargetInput {
  options: ResolvedOptions;
  /** Absent when the role is named by an option and there is no configuration. */
  config: Config | undefined;
  resolver: Resolver;
  env: Readonly<Record<string, string | undefined>>;
  /** The files that were read so far, absolute. */
  files: () => string[];
}

/** A value and where it was named. */
export interface Named<T> {
  value: T;
  from: string;
}

/** A key of the configuration, as messages name it. */
export function keyOf(input: TargetInput, ...keys: string[]): string {
  return `${keys.join('.')} in ${input.config?.name ?? 'the configuration'}`;
}

/** The value of an option that is a text, if it is set. */
export function optionText(input: TargetInput, name: OptionName): Named<string> | undefined {
  const value = input.options.values[name];
  return typeof value === 'string' ? { value, from: input.options.origin(name) } : undefined;
}

/** A wrong value as a message shows it: an object or list only by its kind, it may be of any size. */
export function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return Array.isArray(value) ? 'A list' : 'An object';
}
