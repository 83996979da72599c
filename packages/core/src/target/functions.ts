import { StsError } from '../errors/index.js';
import { isObject, nearest } from '../options/index.js';
import { mergePlain } from './merge-plain.js';
import { isSet, keyOf, type Named, type TargetInput, valueAt } from './questions.js';

/** The names of all functions. */
export function functionNames(input: TargetInput): string[] {
  return [...new Set(groups(input).flatMap((keys) => namesIn(input, keys)))];
}

/**
 * Checks that a function is there.
 * @throws `STS_FUNCTION_UNKNOWN`
 */
export function requireFunction(input: TargetInput, name: string, option: 'function' | 'environment' = 'function'): void {
  const known = functionNames(input).toSorted();
  if (known.includes(name)) return;
  const meant = nearest(name, known);
  throw new StsError({
    code: 'STS_FUNCTION_UNKNOWN',
    message: `The function ${JSON.stringify(name)} (from ${input.options.origin(option)}) is not under ${keyOf(input, 'functions')}.`,
    hint:
      known.length === 0
        ? 'There are no functions.'
        : `${meant === undefined ? '' : `Did you mean ${meant}? `}There are: ${known.join(', ')}.`,
  });
}

/** A value of a function, itself resolved; of several objects with it, the last one has the say. */
export function functionValue(input: TargetInput, name: string, ...keys: string[]): Named<unknown> {
  const values = functionPlaces(input, name).map((place) => valueAt(input, ...place, ...keys));
  return values.find(({ value }) => isSet(value)) ?? { value: undefined, from: keyOf(input, 'functions', name, ...keys) };
}

/** A value of a function, everything inside it resolved; of several objects with it, all parts, as Serverless merges them. */
export function wholeFunctionValue(input: TargetInput, name: string, ...keys: string[]): unknown {
  const places = functionPlaces(input, name).toReversed();
  const values = places.map((place) => input.resolver.whole([...place, ...keys]));
  const parts = values.filter(isSet);
  return parts.length === 0 ? undefined : parts.reduce(mergePlain);
}

/** The keys that lead to a function; of several objects with it, the one with the last say comes first. */
export function functionPlaces(input: TargetInput, name: string): string[][] {
  const places = groups(input).filter((group) => namesIn(input, group).includes(name));
  return places.map((group) => [...group, name]);
}

/** Whether a function has a key at all, whatever its value. */
export function functionHas(input: TargetInput, name: string, key: string): boolean {
  return groups(input).some((group) => {
    const value = namesIn(input, group).includes(name) ? input.resolver.value([...group, name]) : undefined;
    return isObject(value) && Object.hasOwn(value, key);
  });
}

/** `functions` may be a list of objects, which Serverless merges. The one with the last say comes first. */
function groups(input: TargetInput): string[][] {
  const functions = input.resolver.value(['functions']);
  if (!Array.isArray(functions)) return [['functions']];
  return functions.map((_group, index) => ['functions', String(index)]).toReversed();
}

function namesIn(input: TargetInput, keys: readonly string[]): string[] {
  const group = input.resolver.value(keys);
  return isObject(group) ? Object.keys(group) : [];
}
