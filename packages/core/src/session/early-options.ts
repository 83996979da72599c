import { withoutLayers } from '../environment/index.js';
import { environmentOptions, givenOptions, isObject, type OptionName, type OptionOrigin, type StsOptions } from '../options/index.js';
import type { SessionContext } from './types.js';

/** The options that are known before the configuration is read, the first origin winning. Nothing is checked yet. */
export class EarlyOptions {
  readonly origins: readonly OptionOrigin[];

  constructor(given: StsOptions, context: SessionContext) {
    this.origins = [givenOptions({ ...given }, context.optionsFrom), environmentOptions(withoutLayers(context.env))];
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

  originOf(name: OptionName): OptionOrigin | undefined {
    return this.origins.find((origin) => Object.hasOwn(origin.values, name));
  }
}
