import { isObject } from '../../options/index.js';
import { functionHas, functionNames, functionValue, wholeFunctionValue } from '../functions.js';
import { isSet, type TargetInput } from '../questions.js';
import { serviceName } from '../stack.js';
import { readStage } from '../stage.js';
import type { Written } from '../written.js';

/** A function of the service; each value is resolved when it is asked for. */
export interface ServiceFunction {
  key: string;
  /** The name that it is deployed with. */
  name: string;
  /** Another function of the service. */
  sibling(key: string): ServiceFunction;
  /** The value of a key, everything inside it resolved. */
  setting(...keys: string[]): unknown;
  /** Whether it has a key, whatever its value. */
  has(key: string): boolean;
  /** Its events of a type, and where each stands. */
  events(type: string): Written[];
}

/** The functions of the service. */
export function serviceFunctions(input: TargetInput): ServiceFunction[] {
  // Serverless drops those that are null.
  return functionNames(input)
    .filter((key) => isSet(functionValue(input, key).value))
    .map((key) => serviceFunction(input, key));
}

/** One function of the service. */
export function serviceFunction(input: TargetInput, key: string): ServiceFunction {
  return {
    key,
    name: deployedName(input, key),
    sibling: (other) => serviceFunction(input, other),
    setting: (...keys) => wholeFunctionValue(input, key, ...keys),
    has: (name) => functionHas(input, key, name),
    events: (type) => eventsOf(input, key, type),
  };
}

function deployedName(input: TargetInput, key: string): string {
  const { value } = functionValue(input, key, 'name');
  return value ? String(value) : [serviceName(input), readStage(input).value, key].join('-');
}

/** Events of other types are not resolved: they may hold what only a deployment knows. */
function eventsOf(input: TargetInput, key: string, type: string): Written[] {
  const { value: events, keys = [] } = functionValue(input, key, 'events');
  if (!Array.isArray(events)) return [];
  return events.flatMap((_event, index) => {
    const at = [...keys, String(index)];
    const event = input.resolver.value(at);
    if (!isObject(event) || !Object.hasOwn(event, type)) return [];
    const value = input.resolver.whole([...at, type]);
    return value ? [{ value, path: `functions.${key}.events[${index}].${type}` }] : [];
  });
}
