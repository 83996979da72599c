import { isObject } from '../options/index.js';
import type { Template } from './template.js';

/** What conditions are worked out with. */
interface World {
  template: Template;
  text: (value: unknown) => string | undefined;
  wrong: (why: string) => Error;
}

const DEEPEST = 50;

/** Whether a condition of the template holds. */
export function holds(name: string, world: World, depth: number = 0): boolean {
  const condition = world.template.entry('Conditions', name);
  if (condition === undefined) throw world.wrong(`asks for the condition ${name}, which is not there`);
  return isTrue(condition.value, world, depth + 1);
}

function isTrue(value: unknown, world: World, depth: number): boolean {
  if (depth > DEEPEST) throw world.wrong('has conditions that lead to each other');
  const [[name, argument] = ['', undefined]] = isObject(value) ? Object.entries(value) : [];
  const items = Array.isArray(argument) ? (argument as unknown[]) : [];
  const inner = (item: unknown): boolean => isTrue(item, world, depth + 1);
  switch (name) {
    case 'Condition':
      return holds(String(argument), world, depth);
    case 'Fn::Equals':
      return world.text(items[0]) === world.text(items[1]);
    case 'Fn::And':
      return items.every(inner);
    case 'Fn::Or':
      return items.some(inner);
    case 'Fn::Not':
      return !inner(items[0]);
    default:
      throw world.wrong('has a condition that cannot be worked out');
  }
}
