import { StsError } from '../errors/index.js';
import { nearest } from '../options/index.js';
import { keyOf, type TargetInput } from './questions.js';

/**
 * The path of keys that leads to a function. `functions` may be a list of objects, which Serverless merges: the last
 * one wins.
 * @throws `STS_FUNCTION_UNKNOWN`
 */
export function functionKeys(input: TargetInput, name: string): string[] {
  const functions = input.resolver.value(['functions']);
  const groups = Array.isArray(functions) ? functions.map((_group, index) => ['functions', String(index)]).toReversed() : [['functions']];
  const group = groups.find((keys) => names(input, keys).includes(name));
  if (group !== undefined) return [...group, name];
  const known = groups.flatMap((keys) => names(input, keys)).toSorted();
  const meant = nearest(name, known);
  throw new StsError({
    code: 'STS_FUNCTION_UNKNOWN',
    message: `The function ${JSON.stringify(name)} (from ${input.options.origin('function')}) is not under ${keyOf(input, 'functions')}.`,
    hint:
      known.length === 0
        ? 'There are no functions.'
        : `${meant === undefined ? '' : `Did you mean ${meant}? `}There are: ${known.join(', ')}.`,
  });
}

function names(input: TargetInput, keys: readonly string[]): string[] {
  const group = input.resolver.value(keys);
  return typeof group === 'object' && group !== null && !Array.isArray(group) ? Object.keys(group) : [];
}
