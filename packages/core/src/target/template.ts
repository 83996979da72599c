import { mergePlain } from './merge-plain.js';
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

  /** A property of a resource with all parts of it, which Serverless merges where several objects have some. */
  merged(logicalId: string, name: string): unknown {
    const parts = (section: string): unknown[] =>
      this.groups()
        .toReversed()
        .map((group) => this.input.resolver.whole([...group, section, logicalId, 'Properties', name]))
        .filter(isSet);
    // `extensions` take the place of what there was.
    const [extensions, resources] = [parts('extensions'), parts('Resources')];
    const chosen = extensions.length > 0 ? extensions : resources;
    return chosen.length === 0 ? undefined : chosen.reduce(mergePlain);
  }

  /** Whether `extensions` say a property of a resource. */
  isExtended(logicalId: string, name: string): boolean {
    return this.find([['extensions', logicalId, 'Properties', name]]) !== undefined;
  }

  /** The condition that a resource depends on. */
  conditionOf(logicalId: string): unknown {
    return this.first(['extensions', 'Resources'].map((section) => [section, logicalId, 'Condition']))?.value;
  }

  /** A value under another section: `Parameters`, `Mappings`, `Conditions`. */
  entry(...keys: [section: string, ...keys: string[]]): Named<unknown> | undefined {
    return this.first([keys]);
  }

  /** The names of all roles that are declared. */
  roleNames(): string[] {
    return this.names()
      .filter((name) => this.typeOf(name) === 'AWS::IAM::Role')
      .toSorted();
  }

  /** The names of all resources that are declared. */
  names(): string[] {
    const names = this.groups()
      .toReversed()
      .flatMap((group) => Object.keys(Object(this.input.resolver.value([...group, 'Resources']))));
    return [...new Set(names)];
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
