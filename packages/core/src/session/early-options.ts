import { withoutLayers } from '../environment/index.js';
import {
  environmentOptions,
  givenOptions,
  isObject,
  type OptionName,
  type OptionOrigin,
  type StsOptions,
  withoutRole,
} from '../options/index.js';
import type { SessionContext } from './types.js';

/** The options that are known before the configuration is read, the first origin winning. Nothing is checked yet. */
export class EarlyOptions {
  readonly origins: readonly OptionOrigin[];

  constructor(given: StsOptions, context: SessionContext) {
    const fromEnvironment = environmentOptions(withoutLayers(context.env));
    this.origins = [
      givenOptions({ ...given }, context.optionsFrom),
      context.use === 'deploy' ? withoutRole(fromEnvironment) : fromEnvironment,
    ];
  }

  /** An option, as somebody wrote it. */
  value(name: OptionName): unknown {
    return this.originOf(name)?.values[name];
  }

  text(name: OptionName): string | undefined {
    const value = this.value(name);
    return typeof value === 'string' ? value : undefined;
  }

  /** The entries of an option that is an object. */
  entries(name: OptionName): Record<string, unknown> {
    const value = this.value(name);
    return isObject(value) ? value : {};
  }

  /** What `--stage` and `--region` would be. */
  commandLine(): Record<string, string> {
    const given = (['stage', 'region'] as const).map((name) => [name, this.text(name)] as const);
    return Object.fromEntries(given.filter((entry): entry is ['stage' | 'region', string] => entry[1] !== undefined));
  }

  /** The option `params`, as `--param` would have it. */
  params(): Record<string, string> {
    // Others are told when the options are checked.
    const plain = Object.entries(this.entries('params')).filter(([, value]) => typeof value !== 'object');
    return Object.fromEntries(plain.map(([name, value]) => [name, String(value)]));
  }

  originOf(name: OptionName): OptionOrigin | undefined {
    return this.origins.find((origin) => Object.hasOwn(origin.values, name));
  }
}
