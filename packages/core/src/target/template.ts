import { isSet, type Named, type TargetInput, valueAt } from './questions.js';

/**
 * What the configuration puts into the template. `resources` may be a list, which Serverless merges: the last one has the
 * say. `extensions` beat `Resources`.
 */
export class Template {
  private readonly input: TargetInput;

  constructor(input: TargetInput) {
    this.input = input;
  }

  /** The type of a resource that the configuration declares. */
  typeOf(logicalId: string): unknown {
    return this.first([['Resources', logicalId, 'Type']])?.value;
  }

  /** Whether the configuration declares a resource. */
  has(logicalId: string): boolean {
    return this.find([['Resources', logicalId]]) !== undefined;
  }

  /** A property of a resource, intrinsic functions and all. */
  property(logicalId: string, name: string): Named<unknown> | undefined {
    return this.first(['extensions', 'Resources'].map((section) => [section, logicalId, 'Properties', name]));
  }

  /** A value under another section: `Parameters`, `Mappings`, `Conditions`. */
  entry(...keys: [section: string, ...keys: string[]]): Named<unknown> | undefined {
    return this.first([keys]);
  }

  /** The names of all roles that are declared. */
  roleNames(): string[] {
    const names = this.groups().flatMap((group) => Object.keys(Object(this.input.resolver.value([...group, 'Resources']))));
    return [...new Set(names)].filter((name) => this.typeOf(name) === 'AWS::IAM::Role').toSorted();
  }

  /** With everything inside it resolved. */
  private first(choices: readonly (readonly string[])[]): Named<unknown> | undefined {
    const found = this.find(choices);
    return found && { ...found, value: this.input.resolver.whole(found.keys) };
  }

  private find(choices: readonly (readonly string[])[]): (Named<unknown> & { keys: string[] }) | undefined {
    for (const choice of choices) {
      for (const group of this.groups()) {
        const keys = [...group, ...choice];
        const found = valueAt(this.input, ...keys);
        if (isSet(found.value)) return { ...found, keys };
      }
    }
    return undefined;
  }

  private groups(): string[][] {
    const resources = this.input.resolver.value(['resources']);
    if (!Array.isArray(resources)) return [['resources']];
    return resources.map((_group, index) => ['resources', String(index)]).toReversed();
  }
}
