import { StsError } from '../../errors/index.js';
import { isObject } from '../../options/index.js';
import { PLUGIN } from '../function-role.js';
import { wholeFunctionValue } from '../functions.js';
import { mergePlain } from '../merge-plain.js';
import { isSet, keyOf, type TargetInput } from '../questions.js';
import { generatedRole } from '../resource-role.js';
import { GENERATED_ROLE, serviceName } from '../stack.js';
import { readStage } from '../stage.js';
import { Template } from '../template.js';
import { eventStatements, queues } from './added-for-events.js';
import { functionStatements } from './added-for-functions.js';
import { logStatements, ownLogStatements, pluginLogStatements } from './added-for-logs.js';
import { pluginStreamStatements } from './added-for-streams.js';
import { added } from './added.js';
import { serviceFunction, serviceFunctions, type ServiceFunction } from '../resources/service-functions.js';
import type { WrittenRole } from './types.js';
import type { Written } from '../written.js';
import { DeclaredPolicies } from './declared-policies.js';
import type { Subject } from './subject.js';
import type { WorkOut } from './work-out.js';

const VPC_ACCESS = {
  'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole',
};

/** What the configuration says that a role may do, what Serverless adds because of it included. */
export class RoleReader {
  private readonly input: TargetInput;
  private readonly template: Template;
  private readonly declared: DeclaredPolicies;
  private readonly work: WorkOut;
  private readonly roleName: string;

  /** @param roleName by which policies may be attached to the role */
  constructor(input: TargetInput, work: WorkOut, roleName: string) {
    this.input = input;
    this.template = new Template(input);
    this.declared = new DeclaredPolicies(this.template, work);
    this.work = work;
    this.roleName = roleName;
  }

  /**
   * Reads it.
   * @throws `STS_STATEMENTS_MISSING`, `STS_POLICY_INVALID`
   */
  read(subject: Subject): WrittenRole {
    switch (subject.kind) {
      case 'shared':
        return this.withResources(subject.logicalId, this.shared());
      case 'own':
        return this.withResources(subject.logicalId, this.own(subject.functionName, subject.by));
      case 'declared':
        return this.withResources(subject.logicalId, { statements: [], managedPolicies: [] });
      default:
        return this.elsewhere(subject);
    }
  }

  private shared(): WrittenRole {
    const functions = serviceFunctions(this.input);
    const prefix = `${serviceName(this.input)}-${readStage(this.input).value}`;
    const isInVpc = functions.some((one) => one.has('vpc')) || this.hasVpc();
    return {
      statements: [
        ...logStatements(functions, prefix),
        ...this.ofProvider(),
        ...functionStatements(this.input, functions),
        ...eventStatements(functions, { consumer: this.consumerSuffix() }),
      ],
      managedPolicies: [...this.managedOfProvider(), ...(isInVpc ? [VPC] : [])],
    };
  }

  private own(name: string, by: 'framework' | 'plugin'): WrittenRole {
    const one = serviceFunction(this.input, name);
    return by === 'plugin' ? this.ofPlugin(one) : this.ofFramework(one);
  }

  /** serverless-iam-roles-per-function 3.2, index.js. */
  private ofPlugin(one: ServiceFunction): WrittenRole {
    const topic = one.setting('onError');
    const isInVpc = isFilled(one.setting('vpc')) || this.hasVpc();
    return {
      statements: [
        ...pluginLogStatements(one),
        ...pluginStreamStatements(one),
        ...queues(one),
        ...(isFilled(topic) ? [added(`functions.${one.key}.onError`, 'sns:Publish', topic)] : []),
        ...this.ofFunction(one.key),
      ],
      managedPolicies: isInVpc ? [VPC] : [],
    };
  }

  /** By the documentation of version 4. */
  private ofFramework(one: ServiceFunction): WrittenRole {
    const managed = this.managedOf(['functions', one.key, 'iam', 'role', 'managedPolicies'], one.setting('iam', 'role', 'managedPolicies'));
    const isInVpc = one.has('vpc') || this.hasVpc();
    return {
      statements: [
        ...ownLogStatements(one),
        ...this.ofFunction(one.key),
        ...functionStatements(this.input, [one]),
        ...eventStatements([one], { consumer: this.consumerSuffix() }),
      ],
      managedPolicies: [...(managed ?? this.managedOfProvider()), ...(isInVpc ? [VPC] : [])],
    };
  }

  /** A role of elsewhere may have its statements written down here all the same. */
  private elsewhere({ from, functionName, hasOwnRole }: Subject & { kind: 'elsewhere' }): WrittenRole {
    const isOfFunction = functionName !== undefined && this.hasOwn(functionName);
    const ofProvider = hasOwnRole || isOfFunction ? [] : this.ofProvider();
    const managed = this.declared.managed(hasOwnRole ? [] : this.managedOfProvider());
    const statements = [
      ...(isOfFunction ? this.ofFunction(functionName) : ofProvider),
      ...managed.statements,
      ...this.declared.attachedTo(undefined, [this.roleName]),
    ];
    if (statements.length + managed.managedPolicies.length > 0) return { statements, managedPolicies: managed.managedPolicies };
    throw this.missing(from, functionName, hasOwnRole);
  }

  private missing(from: string, functionName: string | undefined, hasOwnRole: boolean): StsError {
    const ofFunction =
      functionName === undefined ? [] : ['iamRoleStatements', 'iam.role.statements'].map((key) => `functions.${functionName}.${key}`);
    const ofProvider = hasOwnRole
      ? []
      : ['provider.iam.role.statements', 'provider.iamRoleStatements', 'provider.iam.role.managedPolicies'];
    const role = from === 'none' ? 'no role' : `a role of elsewhere (${from})`;
    const why =
      this.input.config === undefined
        ? 'there is no configuration'
        : `${this.input.config.name} names ${role} and has no statements for it`;
    return new StsError({
      code: 'STS_STATEMENTS_MISSING',
      message: `sessionPolicy is "statements", and ${why}. Looked at: ${[...ofFunction, ...ofProvider].join(', ')}, and policies under resources for the role ${this.roleName}.`,
      hint: 'Write what the role may do under one of these keys, or give a policy of its own: sessionPolicy with the path of a JSON file.',
    });
  }

  /** What `resources` say of a role beside what is generated, as Serverless merges it. */
  private withResources(logicalId: string, { statements, managedPolicies }: WrittenRole): WrittenRole {
    const at = (property: string): string => `resources.${logicalId}.${property}`;
    const inline = this.template.merged(logicalId, 'Policies');
    const generated = [{ PolicyDocument: { Version: '2012-10-17', Statement: statements.map(({ value }) => value) } }];
    const merged = statements.length === 0 || this.template.isExtended(logicalId, 'Policies') ? inline : mergePlain(generated, inline);
    const arns = this.template.merged(logicalId, 'ManagedPolicyArns');
    const isReplaced = this.template.isExtended(logicalId, 'ManagedPolicyArns');
    const mergedArns = isReplaced
      ? arns
      : mergePlain(
          managedPolicies.map(({ value }) => value),
          arns,
        );
    const managed = this.declared.managed(isSet(arns) ? this.declared.items(mergedArns, at('ManagedPolicyArns')) : managedPolicies);
    return {
      statements: [
        ...(isSet(inline) ? this.declared.inline(merged, at('Policies')) : statements),
        ...managed.statements,
        ...this.declared.attachedTo(logicalId, [this.roleName, this.ownName(logicalId)]),
      ],
      managedPolicies: managed.managedPolicies,
    };
  }

  /** The name by the configuration, which is another one than the target's where the option `roleArn` is set. */
  private ownName(logicalId: string): unknown {
    const named = this.template.property(logicalId, 'RoleName');
    if (named !== undefined) return this.work.whole(named.value, `resources.${logicalId}.RoleName`);
    return logicalId === GENERATED_ROLE ? generatedRole(this.input).name : undefined;
  }

  private ofProvider(): Written[] {
    const keys = this.keysOfProvider();
    return keys === undefined ? [] : this.list(keys.join('.'), this.input.resolver.whole(keys));
  }

  /** As Serverless: an empty list counts, and then the older key does not. */
  private keysOfProvider(): string[] | undefined {
    const choices = [
      ['provider', 'iam', 'role', 'statements'],
      ['provider', 'iamRoleStatements'],
    ];
    return choices.find((keys) => Boolean(this.input.resolver.value(keys)));
  }

  private hasOwn(name: string): boolean {
    return isSet(this.writtenFor(name));
  }

  private writtenFor(name: string): { path: string; value: unknown } | undefined {
    const choices = [['iamRoleStatements'], ['iam', 'role', 'statements']];
    const found = choices.map((keys) => ({
      path: `functions.${name}.${keys.join('.')}`,
      value: wholeFunctionValue(this.input, name, ...keys),
    }));
    return found.find(({ value }) => isSet(value));
  }

  /** The statements of a function, and before them the provider's where it inherits them or has none. */
  private ofFunction(name: string): Written[] {
    const own = this.writtenFor(name);
    if (own === undefined) return this.ofProvider();
    const written = this.list(own.path, own.value);
    return this.inherits(name) ? [...this.inherited(own.path.endsWith('iamRoleStatements')), ...written] : written;
  }

  private inherits(name: string): boolean {
    const own = wholeFunctionValue(this.input, name, 'iamRoleStatementsInherit');
    if (own || wholeFunctionValue(this.input, name, 'iam', 'inheritStatements')) return true;
    return (
      own !== false &&
      Boolean(this.input.resolver.value(['custom', PLUGIN, 'defaultInherit'])) &&
      isSet(wholeFunctionValue(this.input, name, 'iamRoleStatements'))
    );
  }

  /** The plugin does not look at the older key where there is anything under `provider.iam`. */
  private inherited(byPlugin: boolean): Written[] {
    const isOlder = this.keysOfProvider()?.at(-1) === 'iamRoleStatements';
    return byPlugin && isOlder && this.input.resolver.value(['provider', 'iam']) ? [] : this.ofProvider();
  }

  private managedOfProvider(): Written[] {
    const choices = [
      ['provider', 'iam', 'role', 'managedPolicies'],
      ['provider', 'iamManagedPolicies'],
    ];
    const keys = choices.find((one) => Boolean(this.input.resolver.value(one)));
    return keys === undefined ? [] : (this.managedOf(keys, this.input.resolver.whole(keys)) ?? []);
  }

  private managedOf(keys: readonly string[], value: unknown): Written[] | undefined {
    return isSet(value) ? this.list(keys.join('.'), value) : undefined;
  }

  private hasVpc(): boolean {
    return isFilled(this.input.resolver.value(['provider', 'vpc']));
  }

  private consumerSuffix(): string {
    const { input } = this;
    return input.resolver.value(['provider', 'kinesis', 'consumerNamingMode']) ? `${serviceName(input)}${readStage(input).value}` : '';
  }

  private list(path: string, value: unknown): Written[] {
    if (Array.isArray(value)) return value.map((item: unknown, index) => ({ value: item, path: `${path}[${index}]` }));
    throw new StsError({
      code: 'STS_POLICY_INVALID',
      message: `${keyOf(this.input, path)} is ${isObject(value) ? 'an object' : `a ${typeof value}`}, and should be a list.`,
      hint: 'Serverless takes a list here, each item with a hyphen of its own.',
    });
  }
}

const VPC: Written = { value: VPC_ACCESS, path: 'what Serverless adds for vpc' };

/** Whether there is something in it. */
function isFilled(value: unknown): boolean {
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}
