import { isObject } from '../../options/index.js';
import { referredBy } from '../cloudformation.js';
import type { Template } from '../template.js';
import type { WrittenRole } from './types.js';
import type { Written } from '../written.js';
import type { WorkOut } from './work-out.js';

/** Types of policies that say which roles they are for, and the property that says it. */
const ATTACHED: Readonly<Record<string, string>> = {
  'AWS::IAM::ManagedPolicy': 'Roles',
  'AWS::IAM::Policy': 'Roles',
  'AWS::IAM::RolePolicy': 'RoleName',
};

/** What `resources` say that a role may do: its own policies, and those that are attached to it. */
export class DeclaredPolicies {
  private readonly template: Template;
  private readonly work: WorkOut;

  constructor(template: Template, work: WorkOut) {
    this.template = template;
    this.work = work;
  }

  /** The inline policies of a role, as its property `Policies` has them. */
  inline(policies: unknown, path: string): Written[] {
    return this.items(policies, path).flatMap(({ value, path: at }) => {
      const document = isObject(value) ? value['PolicyDocument'] : value;
      return this.document(document, `${at}.PolicyDocument`);
    });
  }

  /** Managed policies: those of the template with their statements. */
  managed(items: readonly Written[]): WrittenRole {
    const declared = items.map(({ value }) => this.declaredPolicy(value));
    return {
      statements: declared.flatMap((logicalId) => (logicalId === undefined ? [] : this.ofPolicy(logicalId))),
      managedPolicies: items.filter((_item, index) => declared[index] === undefined),
    };
  }

  /** The statements of all policies that name a role as theirs: by `Ref`, or one of its names. */
  attachedTo(role: string | undefined, names: readonly unknown[]): Written[] {
    return this.template.names().flatMap((logicalId) => {
      const type = String(this.template.typeOf(logicalId));
      const property = Object.hasOwn(ATTACHED, type) ? ATTACHED[type] : undefined;
      if (property === undefined) return [];
      const roles = this.items(this.template.merged(logicalId, property), `resources.${logicalId}.${property}`);
      return roles.some((one) => this.isRole(one, role, names)) ? this.ofPolicy(logicalId) : [];
    });
  }

  private ofPolicy(logicalId: string): Written[] {
    if (!this.work.isThere(logicalId)) return [];
    return this.document(this.template.merged(logicalId, 'PolicyDocument'), `resources.${logicalId}.PolicyDocument`);
  }

  private document(value: unknown, path: string): Written[] {
    const document = this.work.outer(value, path);
    if (document === undefined) return [];
    if (!isObject(document)) return [{ value: document, path }];
    const statements = this.items(document['Statement'], `${path}.Statement`);
    // IAM's reference, Version: without one, a document is of the first version.
    const isOld = !String(document['Version'] ?? '').startsWith('2012-10-17');
    return isOld ? statements.map((one) => ({ ...one, isOld })) : statements;
  }

  /** A list, or the one item that stands for it. */
  items(value: unknown, path: string): Written[] {
    const list = this.work.outer(value, path);
    if (list === undefined || list === null) return [];
    if (!Array.isArray(list)) return [{ value: list, path }];
    return list.flatMap((item, index) => {
      const at = `${path}[${index}]`;
      const chosen = this.isChoice(item) ? this.work.outer(item, at) : item;
      return chosen === undefined ? [] : [{ value: chosen as unknown, path: at }];
    });
  }

  private isChoice(value: unknown): boolean {
    return isObject(value) && (Object.keys(value)[0] === 'Fn::If' || value['Ref'] === 'AWS::NoValue');
  }

  private declaredPolicy(value: unknown): string | undefined {
    const logicalId = referredBy(value);
    return logicalId !== undefined && this.template.typeOf(logicalId) === 'AWS::IAM::ManagedPolicy' ? logicalId : undefined;
  }

  private isRole({ value, path }: Written, role: string | undefined, names: readonly unknown[]): boolean {
    const logicalId = referredBy(value);
    if (logicalId !== undefined && (logicalId === role || this.template.has(logicalId))) return logicalId === role;
    return names.includes(this.work.whole(value, path));
  }
}
