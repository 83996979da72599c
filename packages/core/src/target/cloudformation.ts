import { StsError } from '../errors/index.js';
import { isObject } from '../options/index.js';
import { holds } from './conditions.js';
import { partitionOf } from './partition.js';
import { type TargetInput } from './questions.js';
import { readRegion } from './region.js';
import { stackName } from './stack.js';
import { Template } from './template.js';

/** What a value comes to that is `AWS::NoValue`. */
const NOTHING: unique symbol = Symbol('AWS::NoValue');

/** The attributes of a role that can be known before a deployment. */
export interface RoleAttributes {
  arn(): string;
  name(): string;
}

/** Values of a CloudFormation template, worked out as CloudFormation would. */
export class Evaluator {
  readonly template: Template;
  private readonly input: TargetInput;
  private readonly role: (logicalId: string, from: string) => RoleAttributes;
  /** Where the value stands, for messages. */
  private readonly from: string;
  private depth = 0;

  constructor(input: TargetInput, from: string, role: (logicalId: string, from: string) => RoleAttributes) {
    this.input = input;
    this.from = from;
    this.role = role;
    this.template = new Template(input);
  }

  /**
   * The text that a value comes to; `undefined` for `AWS::NoValue`.
   * @throws `STS_ROLE_UNSUPPORTED` for functions that only a deployment answers, `STS_ROLE_INVALID`
   */
  text(value: unknown): string | undefined {
    const result = this.evaluate(value);
    if (result === NOTHING) return undefined;
    if (typeof result === 'string' || typeof result === 'number' || typeof result === 'boolean') return String(result);
    throw this.wrong('is not a text');
  }

  private must(value: unknown): string {
    return this.text(value) ?? '';
  }

  private evaluate(value: unknown): unknown {
    if (!isObject(value)) return value;
    const [[name, argument] = ['', undefined], ...more] = Object.entries(value);
    if (more.length > 0 || !(name === 'Ref' || name.startsWith('Fn::')))
      throw this.wrong(`is an object (${Object.keys(value).join(', ')})`);
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
        throw new StsError({
          code: 'STS_ROLE_UNSUPPORTED',
          message: `${this.from} is written with ${name}, which only a deployment answers.`,
          hint: NAME_IT,
        });
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
        return this.parameter(name) ?? this.role(name, this.from).name();
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
      throw new StsError({
        code: 'STS_ROLE_UNKNOWN',
        message: `${this.from} refers to the parameter ${name}, which has no Default: its value is given when the stack is deployed.`,
        hint: `Give the parameter a Default, or name the role itself: ${ROLE_VARIABLE}`,
      });
    }
    if (!String(type).startsWith('AWS::SSM::Parameter::Value<')) return standard;
    const parameter = this.input.resolver.need(this.input.services.parameter(String(standard), { decrypt: true, region: undefined }));
    if (parameter !== undefined) return parameter.value;
    throw this.wrong(`refers to the parameter ${name}, and SSM has no ${String(standard)}`);
  }

  private attribute(written: string): string {
    const dot = written.indexOf('.');
    const [resource, attribute] = [written.slice(0, dot), written.slice(dot + 1)];
    if (dot === -1 || attribute !== 'Arn') {
      throw new StsError({
        code: 'STS_ROLE_UNSUPPORTED',
        message: `${this.from} takes the attribute ${JSON.stringify(written)}, and only a role's Arn is known before a deployment.`,
        hint: NAME_IT,
      });
    }
    return this.role(resource, this.from).arn();
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
    const chosen = holds(String(condition), {
      template: this.template,
      text: (value) => this.text(value),
      wrong: (why) => this.wrong(why),
    });
    return this.evaluate(chosen ? yes : no);
  }

  private imported(name: string): string {
    const value = this.input.resolver.need(this.input.services.exported(name));
    if (value !== undefined) return value;
    throw new StsError({
      code: 'STS_ROLE_UNKNOWN',
      message: `${this.from} imports ${JSON.stringify(name)}, and CloudFormation has no export of that name in ${this.region()}.`,
      hint: `Deploy the stack that exports it, look at the stage and region, or name the role itself: ${ROLE_VARIABLE}`,
    });
  }

  private items(value: unknown): string[] {
    return this.list(this.evaluate(value), 'a list').flatMap((item) => this.text(item) ?? []);
  }

  private list(value: unknown, name: string): unknown[] {
    if (Array.isArray(value)) return value;
    throw this.wrong(`has no list where ${name} needs one`);
  }

  private wrong(why: string): StsError {
    return new StsError({ code: 'STS_ROLE_INVALID', message: `${this.from} ${why}.`, hint: NAME_IT });
  }
}

/** The way out where a role cannot be worked out. */
export const ROLE_VARIABLE = 'STS_ROLE_ARN=arn:aws:iam::<account>:role/<name>';

const NAME_IT = `Name the role itself: ${ROLE_VARIABLE}`;
