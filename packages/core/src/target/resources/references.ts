import { isStsError, StsError, toCause } from '../../errors/index.js';
import { nearest } from '../../options/index.js';
import type { StackResource } from '../../variables/index.js';
import { Evaluator, type References } from '../cloudformation.js';
import { normalized } from '../function-role.js';
import { partitionOf } from '../partition.js';
import { isSet, type TargetInput } from '../questions.js';
import { attributesOf } from '../resource-role.js';
import { GENERATED_ROLE, stackName } from '../stack.js';
import type { Template } from '../template.js';
import { KNOWN_NAMES, MADE_BY_SERVERLESS, type NamesOfType } from './known-names.js';
import { NotKnown } from './not-known.js';
import { type ServiceFunction, serviceFunctions } from './service-functions.js';

/** Where the resources are. */
export interface Place {
  accountId: string;
  region: string;
}

/**
 * Works out values of the configuration: what they refer to is named by the template, or else by the deployed stack, which is
 * asked. What nobody tells is thrown as `NotKnown`.
 */
export function resourceEvaluator(input: TargetInput, place: Place, path: () => string): Evaluator {
  const references: References = {
    ref: (logicalId) => resources.ref(logicalId),
    attribute: (logicalId, attribute) => resources.attribute(logicalId, attribute),
    fault: (kind, why, remedy) => new NotKnown(kind, why, remedy),
  };
  const evaluator = new Evaluator(input, references);
  const resources = new Resources(input, place, evaluator, path);
  return evaluator;
}

/** A resource that the template has, or that Serverless makes. */
interface Resource {
  logicalId: string;
  /** Where the template tells. */
  type: string | undefined;
  /** The name of one that Serverless makes. */
  name?: string;
}

class Resources {
  private readonly input: TargetInput;
  private readonly place: Place;
  private readonly evaluator: Evaluator;
  private readonly path: () => string;
  private madeForFunctions: Map<string, Resource> | undefined;

  constructor(input: TargetInput, place: Place, evaluator: Evaluator, path: () => string) {
    this.input = input;
    this.place = place;
    this.evaluator = evaluator;
    this.path = path;
  }

  ref(logicalId: string): string {
    const resource = this.find(logicalId);
    if (this.isRole(resource)) return this.ofRole(logicalId, 'name');
    return this.fill(resource, (names) => names.ref ?? '{id}', 'Ref');
  }

  attribute(logicalId: string, attribute: string): string {
    const resource = this.find(logicalId);
    if (this.isRole(resource) && attribute === 'Arn') return this.ofRole(logicalId, 'arn');
    return this.fill(
      resource,
      ({ attributes = {} }) => (Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined),
      attribute,
    );
  }

  private get template(): Template {
    return this.evaluator.template;
  }

  private isRole({ type }: Resource): boolean {
    return type === 'AWS::IAM::Role';
  }

  private ofRole(logicalId: string, what: 'arn' | 'name'): string {
    try {
      return attributesOf(this.input, logicalId, this.path())[what]();
    } catch (error) {
      if (isStsError(error, 'STS_ROLE_UNKNOWN') || isStsError(error, 'STS_ROLE_INVALID') || isStsError(error, 'STS_ROLE_UNSUPPORTED')) {
        throw new NotKnown('unknown', `refers to the role ${logicalId}: ${error.message}`, undefined);
      }
      throw error;
    }
  }

  private find(logicalId: string): Resource {
    const type = this.template.typeOf(logicalId);
    if (isSet(type)) return { logicalId, type: String(type) };
    const made = (this.madeForFunctions ??= madeForFunctions(serviceFunctions(this.input))).get(logicalId);
    if (made !== undefined) return made;
    if (logicalId === GENERATED_ROLE) return { logicalId, type: 'AWS::IAM::Role' };
    // A plugin may put resources into the template that the configuration does not declare.
    const plugins = this.input.resolver.value(['plugins']);
    if (MADE_BY_SERVERLESS.test(logicalId) || isSet(plugins)) return { logicalId, type: undefined };
    const meant = nearest(logicalId, this.template.names());
    throw new NotKnown(
      'invalid',
      `refers to ${JSON.stringify(logicalId)}, which is not under resources${meant === undefined ? '' : ` (did you mean ${meant}?)`}`,
      undefined,
    );
  }

  /** The form that says what is asked for, with its places filled in. */
  private fill(resource: Resource, choose: (names: NamesOfType) => string | undefined, what: string): string {
    const deployed = resource.type === undefined ? this.deployed(resource.logicalId, what) : undefined;
    const type = resource.type ?? deployed?.type;
    const names = type !== undefined && Object.hasOwn(KNOWN_NAMES, type) ? (KNOWN_NAMES[type] ?? {}) : {};
    const form = choose(names) ?? (what === 'Arn' ? '{id}' : undefined);
    if (form === undefined) throw this.noSuchAttribute(resource, type, what);
    const known = this.nameOf(resource, names);
    const id = (): string => (deployed ?? this.deployed(resource.logicalId, what)).id;
    // What a deployment made up is as the stack has it, in full.
    if (form === '{id}' || (what === 'Ref' && known === undefined)) return this.checkedId(id(), what, resource);
    const { partition, urlSuffix } = partitionOf(this.place.region);
    const values: Record<string, () => string> = {
      id,
      name: () => known ?? names.nameInId?.exec(id())?.[0] ?? id(),
      partition: () => partition,
      region: () => this.place.region,
      account: () => this.place.accountId,
      suffix: () => urlSuffix,
    };
    return form.replaceAll(/\{(\w+)\}/g, (_all, key: string) => values[key]?.() ?? '');
  }

  private nameOf({ logicalId, name: made }: Resource, { name }: NamesOfType): string | undefined {
    if (name === undefined) return undefined;
    const written = this.template.property(logicalId, name);
    return (written === undefined ? undefined : this.evaluator.text(written.value)) ?? made;
  }

  /** Of a type that is not in the table, only an ARN that is one may be taken for its ARN. */
  private checkedId(id: string, what: string, { logicalId, type }: Resource): string {
    if (what !== 'Arn' || id.startsWith('arn:')) return id;
    throw this.noSuchAttribute({ logicalId, type }, type, what);
  }

  private noSuchAttribute({ logicalId }: Resource, type: string | undefined, what: string): NotKnown {
    const of = type === undefined ? '' : ` of a resource of the type ${type}`;
    return new NotKnown(
      'unsupported',
      `refers to ${logicalId}.${what}, and the attribute ${what}${of} is not known without CloudFormation`,
      'write the ARN with Fn::Sub from the name of the resource, or as a variable: ${cf:<stack>.<output>}',
    );
  }

  /** What the stack says of a resource whose name a deployment makes up. */
  private deployed(logicalId: string, what: string): StackResource {
    const stack = stackName(this.input);
    const resource = this.ask(stack, logicalId, what);
    const refers = `refers to ${logicalId}${what === 'Ref' ? '' : `.${what}`}, which the template does not name`;
    if (resource === undefined) {
      throw new NotKnown(
        'unknown',
        `${refers}, and the stack ${stack} has no such resource in ${this.place.region}`,
        'deploy, or give the resource a name',
      );
    }
    if (resource.accountId === this.place.accountId) return resource;
    throw new NotKnown(
      'unknown',
      `${refers}, and the stack ${stack} that can be asked is in the account ${resource.accountId}, the role in ${this.place.accountId}`,
      'give the resource a name',
    );
  }

  private ask(stack: string, logicalId: string, what: string): StackResource | undefined {
    try {
      return this.input.resolver.need(this.input.services.stackResource(stack, logicalId));
    } catch (error) {
      if (!isStsError(error)) throw error;
      const { code, message, hint = '' } = error;
      throw new StsError({
        code,
        message: `${message}\nIt is asked for because ${this.path()} refers to ${logicalId}${what === 'Ref' ? '' : `.${what}`}, which the template does not name.`,
        hint: [
          ...hint.split('\n').filter((line) => !OF_THE_ROLE.test(line)),
          `To do without: give the resource ${logicalId} a name in the template.`,
        ].join('\n'),
        cause: toCause(error.cause ?? error),
      });
    }
  }
}

/** Advice for a role that is looked up: another name for the role names no resource. */
const OF_THE_ROLE = /^To do without:/;

/** What Serverless makes for functions, by logical id. */
function madeForFunctions(functions: readonly ServiceFunction[]): Map<string, Resource> {
  return new Map(
    functions.flatMap(({ key, name }) => {
      const made: Resource[] = [
        { logicalId: `${normalized(key)}LambdaFunction`, type: 'AWS::Lambda::Function', name },
        { logicalId: `${normalized(key)}LogGroup`, type: 'AWS::Logs::LogGroup', name: `/aws/lambda/${name}` },
      ];
      return made.map((one) => [one.logicalId, one] as const);
    }),
  );
}
