import type { Node, ObjectExpression } from '@babel/types';
import { configObject, propertyOf } from './config-object.js';
import { Unsure } from './unsure.js';

/** A change of a configuration in JavaScript or TypeScript, which leaves everything else as it is. */
export class JavaScriptEdit {
  readonly text: string;
  readonly root: ObjectExpression;
  private readonly quote: string;

  constructor(text: string, file: string) {
    this.text = text;
    this.root = configObject(text, file);
    this.quote = (text.match(/"/g)?.length ?? 0) > (text.match(/'/g)?.length ?? 0) ? '"' : "'";
  }

  /** A text in the quotes that the file uses. */
  quoted(value: string): string {
    return `${this.quote}${value}${this.quote}`;
  }

  /** The text of a property; `undefined` where there is none. Throws `Unsure`. */
  string(object: ObjectExpression, name: string): string | undefined {
    const value = propertyOf(object, name)?.value;
    if (value === undefined) return undefined;
    if (value.type === 'StringLiteral') return value.value;
    throw new Unsure(`${name} is not a plain text`);
  }

  has(object: ObjectExpression, name: string): boolean {
    return propertyOf(object, name) !== undefined;
  }

  /** The object under a property; `undefined` where there is none. Throws `Unsure`. */
  object(object: ObjectExpression, name: string): ObjectExpression | undefined {
    const value = propertyOf(object, name)?.value;
    if (value === undefined || value.type === 'ObjectExpression') return value;
    throw new Unsure(`${name} is not a plain object`);
  }

  /** The file with another value of a property. */
  replaced(object: ObjectExpression, name: string, value: string): string {
    const node = propertyOf(object, name)?.value;
    if (node === undefined) throw new Unsure(`there is no ${name}`);
    return this.spliced(startOf(node), endOf(node), value);
  }

  /** The file with a property more, the first of its object. */
  added(object: ObjectExpression, property: string): string {
    const open = startOf(object) + 1;
    const [first] = object.properties;
    if (first === undefined) return this.spliced(open, endOf(object) - 1, ` ${property} `);
    const before = this.text.slice(open, startOf(first));
    // A comment between belongs to the first property.
    const space = /^\s*/.exec(before)?.[0] ?? '';
    const indent = /\r?\n[ \t]*$/.exec(space)?.[0] ?? ' ';
    return this.spliced(open, open, `${indent}${property},`);
  }

  /** The file with a text more, the first of a list, or of a text that becomes one. Throws `Unsure`. */
  listed(object: ObjectExpression, name: string, item: string): string {
    const value = propertyOf(object, name)?.value;
    if (value === undefined) return this.added(object, `${name}: [${item}]`);
    if (value.type === 'StringLiteral') return this.replaced(object, name, `[${item}, ${this.text.slice(startOf(value), endOf(value))}]`);
    if (value.type !== 'ArrayExpression') throw new Unsure(`${name} is not a plain list`);
    const [first] = value.elements;
    const at = startOf(value) + 1;
    if (first === undefined || first === null) return this.spliced(at, endOf(value) - 1, item);
    const space = /^\s*/.exec(this.text.slice(at))?.[0] ?? '';
    return this.spliced(at, at, `${space}${item},${space === '' ? ' ' : ''}`);
  }

  private spliced(from: number, to: number, text: string): string {
    return this.text.slice(0, from) + text + this.text.slice(to);
  }
}

function startOf(node: Node): number {
  return node.start ?? 0;
}

function endOf(node: Node): number {
  return node.end ?? 0;
}
