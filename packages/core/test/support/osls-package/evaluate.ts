import type { Template } from './osls-process.js';

/** What the pseudo parameters of a template are. */
export interface Stack {
  account: string;
  region: string;
  stackName: string;
  /** Names of resources that are no roles. */
  names?: Readonly<Record<string, NamesOfResource>>;
}

/** What a resource is known by: its `Ref`, and its attributes. */
export interface NamesOfResource {
  Ref: string;
  [attribute: string]: string;
}

/** A value that only a deployment would tell, or none at all. */
export class Undetermined extends Error {}

/** What IAM takes for the path of a role. */
const ROLE_PATH = /^\/(?:[!-~]+\/)?$/;

/**
 * The text that a value of a template comes to.
 * @throws `Undetermined`
 */
export function evaluate(value: unknown, template: Template, stack: Stack): string {
  const inner = (one: unknown): string => evaluate(one, template, stack);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  const [[name, argument] = [undefined, undefined], ...more] = Object.entries(value ?? {});
  if (name === undefined || more.length > 0 || Array.isArray(value)) throw new Undetermined(`not a text: ${JSON.stringify(value)}`);
  switch (name) {
    case 'Ref':
      return reference(String(argument), template, stack);
    case 'Fn::GetAtt':
      return attribute(getAttPath(argument), template, stack);
    case 'Fn::Sub':
      return substitute(argument, inner, template, stack);
    case 'Fn::Join': {
      const [separator, list] = asList(argument);
      return asList(list).map(inner).join(String(separator));
    }
    case 'Fn::Select': {
      const [index, list] = asList(argument);
      return inner(listOf(list, inner)[Number(index)]);
    }
    default:
      throw new Undetermined(`${name} is not known before a deployment`);
  }
}

/** The partition that a region is in. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

function reference(name: string, template: Template, stack: Stack): string {
  const pseudo: Record<string, string> = {
    'AWS::AccountId': stack.account,
    'AWS::Region': stack.region,
    'AWS::Partition': partitionOf(stack.region),
    'AWS::StackName': stack.stackName,
    'AWS::URLSuffix': stack.region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com',
  };
  const known = pseudo[name];
  if (known !== undefined) return known;
  const parameter = template.Parameters?.[name]?.Default;
  if (parameter !== undefined) return evaluate(parameter, template, stack);
  return stack.names?.[name]?.Ref ?? role(name, template, stack).name;
}

function attribute(path: string, template: Template, stack: Stack): string {
  const dot = path.indexOf('.');
  const named = stack.names?.[path.slice(0, dot)]?.[path.slice(dot + 1)];
  if (named !== undefined) return named;
  if (path.slice(dot + 1) !== 'Arn') throw new Undetermined(`the attribute ${path} is not known before a deployment`);
  return role(path.slice(0, dot), template, stack).arn;
}

function role(logicalId: string, template: Template, stack: Stack): { arn: string; name: string } {
  const resource = template.Resources[logicalId];
  if (resource === undefined) throw new Undetermined(`there is no resource ${logicalId}`);
  if (resource.Type !== 'AWS::IAM::Role') throw new Undetermined(`${logicalId} is not a role`);
  const { RoleName, Path = '/' } = resource.Properties ?? {};
  if (RoleName === undefined) throw new Undetermined(`CloudFormation makes up the name of ${logicalId}`);
  const name = evaluate(RoleName, template, stack);
  const path = evaluate(Path, template, stack);
  if (!ROLE_PATH.test(path)) throw new Undetermined(`IAM takes no path ${path}`);
  return { arn: `arn:${partitionOf(stack.region)}:iam::${stack.account}:role${path}${name}`, name };
}

function getAttPath(argument: unknown): string {
  return Array.isArray(argument) ? argument.join('.') : String(argument);
}

function substitute(argument: unknown, inner: (value: unknown) => string, template: Template, stack: Stack): string {
  const [text, own = {}] = Array.isArray(argument) ? argument : [argument];
  if (typeof text !== 'string') throw new Undetermined('Fn::Sub has no text');
  const variables = own as Record<string, unknown>;
  return text.replaceAll(/\$\{(!?)([^}]*)\}/g, (_all, literal: string, written: string) => {
    const name = written.trim();
    if (literal !== '') return `\${${written}}`;
    if (Object.hasOwn(variables, name)) return inner(variables[name]);
    return name.includes('.') ? attribute(name, template, stack) : reference(name, template, stack);
  });
}

function listOf(value: unknown, inner: (value: unknown) => string): unknown[] {
  if (Array.isArray(value)) return value;
  const [separator, text] = asList((value as { 'Fn::Split'?: unknown } | null)?.['Fn::Split']);
  return inner(text).split(String(separator));
}

function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Undetermined(`not a list: ${JSON.stringify(value)}`);
}
