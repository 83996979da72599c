import type { Config } from '../config/index.js';
import type { OptionName, ResolvedOptions } from '../options/index.js';
import type { Resolver, Services } from '../variables/index.js';

/** What the questions about the target are asked of. */
export interface TargetInput {
  options: ResolvedOptions;
  /** Absent when the role is named by an option and there is no configuration. */
  config: Config | undefined;
  resolver: Resolver;
  env: Readonly<Record<string, string | undefined>>;
  services: Services;
  /** The files that were read so far, absolute. */
  files: () => string[];
}

/** A value and where it was named. */
export interface Named<T> {
  value: T;
  from: string;
  /** The keys in the configuration, where it stands there. */
  keys?: readonly string[] | undefined;
}

/** A key of the configuration, as messages name it. */
export function keyOf(input: TargetInput, ...keys: string[]): string {
  return `${keys.join('.')} in ${input.config?.name ?? 'the configuration'}`;
}

/** The value of a key of the configuration, itself resolved, with where it stands. */
export function valueAt(input: TargetInput, ...keys: string[]): Named<unknown> {
  return { value: input.resolver.value(keys), from: keyOf(input, ...keys), keys };
}

/** The value of an option that is a text, if it is set. */
export function optionText(input: TargetInput, name: OptionName): Named<string> | undefined {
  const value = input.options.values[name];
  return typeof value === 'string' ? { value, from: input.options.origin(name) } : undefined;
}

/** Whether there is a value at all. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** As Serverless's schema makes a text of it, where it wants one: of a number or a boolean, and of a list of one. */
export function coerced(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) && value.length === 1 ? coerced(value[0]) : value;
}

/** A wrong value as a message shows it: an object or list only by its kind, it may be of any size. */
export function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return Array.isArray(value) ? 'A list' : 'An object';
}
