import { isObject } from '../options/index.js';
import { holds } from './conditions.js';
import { partitionOf } from './partition.js';
import { type TargetInput } from './questions.js';
import { readRegion } from './region.js';
import { stackName } from './stack.js';
import { Template } from './template.js';

/** What a value comes to that is `AWS::NoValue`. */
const NOTHING: unique symbol = Symbol('AWS::NoValue');

/** Of a fault: `invalid` cannot be deployed, `unknown` is told by a deployment, `unsupported` is not worked out here. */
export type FaultKind = 'invalid' | 'unknown' | 'unsupported';

/** What a value may refer to beside the template's own text, and how it is told what cannot be worked out. */
export interface References {
  /** What `Ref` comes to for a resource. */
  ref(logicalId: string): string;
  /** What `Fn::GetAtt` comes to. */
  attribute(logicalId: string, attribute: string): string;
  /** The error for a value that cannot be worked out; `why` follows its name, `remedy` is a sentence without its end. */
  fault(kind: FaultKind, why: string, remedy?: string): Error;
}

/** Values of a CloudFormation template, worked out as CloudFormation would. */
export class Evaluator {
  readonly template: Template;
  private readonly input: TargetInput;
  private readonly references: References;
  private depth = 0;

  constructor(input: TargetInput, references: References) {
    this.input = input;
    this.references = references;
    this.template = new Template(input);
  }

  /** The text that a value comes to; `undefined` for `AWS::NoValue`. Throws the faults of the references. */
  text(value: unknown): string | undefined {
    const result = this.evaluate(value);
    if (result === NOTHING) return undefined;
    if (typeof result === 'string' || typeof result === 'number' || typeof result === 'boolean') return String(result);
    throw this.wrong(isObject(result) ? `is an object (${Object.keys(result).join(', ')})` : 'is not a text');
  }

  /**
   * What a value comes to, be it an object or a list, in which there may be functions again; `undefined` for
   * `AWS::NoValue`. Throws the faults of the references.
   */
  value(value: unknown): unknown {
    const result = this.evaluate(value);
    return result === NOTHING ? undefined : result;
  }

  /** Whether a condition of the template holds. Throws the faults of the references. */
  holds(condition: string): boolean {
    return holds(condition, { template: this.template, text: (value) => this.text(value), wrong: (why) => this.wrong(why) });
  }

  private must(value: unknown): string {
    return this.text(value) ?? '';
  }

  private evaluate(value: unknown): unknown {
    if (!isObject(value)) return value;
    const [[name, argument] = ['', undefined], ...more] = Object.entries(value);
    if (more.length > 0 || !isFunction(name)) return value;
    if (this.depth > 50) throw this.wrong('nests too deep');
    this.depth++;
    try {
      return this.call(name, argument);
    } finally {
      this.depth--;
    }
  }

  private call(name: string, argument: unknown): unknown {
    switch (name) {
      case 'Ref':
        return this.reference(String(argument));
      case 'Fn::GetAtt':
        return this.attribute(Array.isArray(argument) ? argument.map((part) => this.must(part)).join('.') : this.must(argument));
      case 'Fn::Sub':
        return this.substitute(argument);
      case 'Fn::Join': {
        const [separator, items] = this.list(argument, name);
        return this.items(items).join(this.must(separator));
      }
      case 'Fn::Split': {
        const [separator, text] = this.list(argument, name);
        return this.must(text).split(this.must(separator));
      }
      case 'Fn::Select': {
        const [index, items] = this.list(argument, name);
        const chosen = this.list(this.evaluate(items), name)[Number(this.must(index))];
        return this.evaluate(chosen);
      }
      case 'Fn::FindInMap':
        return this.mapped(this.items(argument));
      case 'Fn::If':
        return this.choose(this.list(argument, name));
      case 'Fn::ImportValue':
        return this.imported(this.must(argument));
      default:
        throw this.references.fault('unsupported', `is written with ${name}, which only a deployment answers`);
    }
  }

  private reference(name: string): unknown {
    switch (name) {
      case 'AWS::NoValue':
        return NOTHING;
      case 'AWS::AccountId':
        return this.input.resolver.need(this.input.services.accountId());
      case 'AWS::Region':
        return this.region();
      case 'AWS::Partition':
        return partitionOf(this.region()).partition;
      case 'AWS::URLSuffix':
        return partitionOf(this.region()).urlSuffix;
      case 'AWS::StackName':
        return stackName(this.input);
      default:
        return this.parameter(name) ?? this.references.ref(name);
    }
  }

  private region(): string {
    return readRegion(this.input).value;
  }

  private parameter(name: string): unknown {
    const type = this.template.entry('Parameters', name, 'Type')?.value;
    if (type === undefined) return undefined;
    const standard = this.template.entry('Parameters', name, 'Default')?.value;
    if (standard === undefined) {
      throw this.references.fault(
        'unknown',
        `refers to the parameter ${name}, which has no Default: its value is given when the stack is deployed`,
        'Give the parameter a Default',
      );
    }
    const isList = /^(?:AWS::SSM::Parameter::Value<)?(?:List<|CommaDelimitedList)/.test(String(type));
    const value = String(type).startsWith('AWS::SSM::Parameter::Value<') ? this.ofSsm(name, String(standard)) : standard;
    return isList
      ? String(value)
          .split(',')
          .map((item) => item.trim())
      : value;
  }

  private ofSsm(name: string, key: string): string {
    const parameter = this.input.resolver.need(this.input.services.parameter(key, { decrypt: true, region: undefined }));
    if (parameter !== undefined) return parameter.value;
    throw this.wrong(`refers to the parameter ${name}, and SSM has no ${key}`);
  }

  private attribute(written: string): string {
    const dot = written.indexOf('.');
    if (dot === -1) throw this.references.fault('unsupported', `takes the attribute ${JSON.stringify(written)}, which names none`);
    return this.references.attribute(written.slice(0, dot), written.slice(dot + 1));
  }

  private substitute(argument: unknown): string {
    const [text, own] = Array.isArray(argument) ? argument : [argument, undefined];
    if (typeof text !== 'string') throw this.wrong('has a Fn::Sub without a text');
    const names = isObject(own) ? own : {};
    return text.replaceAll(/\$\{(!?)([^}]*)\}/g, (_all, literal: string, written: string) => {
      const name = written.trim();
      if (literal !== '') return `\${${written}}`;
      if (Object.hasOwn(names, name)) return this.must(names[name]);
      return name.includes('.') ? this.attribute(name) : this.must({ Ref: name });
    });
  }

  private mapped([map = '', first = '', second = '']: readonly string[]): unknown {
    const found = this.template.entry('Mappings', map, first, second);
    if (found !== undefined) return found.value;
    throw this.wrong(`looks for Mappings.${map}.${first}.${second}, which is not there`);
  }

  private choose([condition, yes, no]: readonly unknown[]): unknown {
    return this.evaluate(this.holds(String(condition)) ? yes : no);
  }

  private imported(name: string): string {
    const value = this.input.resolver.need(this.input.services.exported(name));
    if (value !== undefined) return value;
    throw this.references.fault(
      'unknown',
      `imports ${JSON.stringify(name)}, and CloudFormation has no export of that name in ${this.region()}`,
      'Deploy the stack that exports it, look at the stage and region',
    );
  }

  private items(value: unknown): string[] {
    return this.list(this.evaluate(value), 'a list').flatMap((item) => this.text(item) ?? []);
  }

  private list(value: unknown, name: string): unknown[] {
    if (Array.isArray(value)) return value;
    throw this.wrong(`has no list where ${name} needs one`);
  }

  private wrong(why: string): Error {
    return this.references.fault('invalid', why);
  }
}

/** Whether a key is the name of one of CloudFormation's functions. */
export function isFunction(key: string): boolean {
  return key === 'Ref' || key.startsWith('Fn::');
}
