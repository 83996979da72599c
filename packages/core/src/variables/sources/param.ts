import type { VariableSource } from '../source-context.js';
import { requireAddress } from './require-address.js';

/** Where parameters come from, beside the configuration itself. */
export interface GivenParams {
  /** The option `params`, as `--param`. */
  option: Readonly<Record<string, string>>;
  /** What Serverless Compose hands to the service. */
  compose: (name: string) => unknown;
}

/**
 * `${param:name}`: the option `params`, then what Serverless Compose hands on, then `params.<stage>`, then
 * `params.default` of the configuration, and version 4's `stages.<stage>.params`. The address is one literal key, dots and
 * all; a null falls through to the next.
 */
export function paramSource({ option, compose }: GivenParams): VariableSource {
  return (request, { follow, stage }) => {
    const name = requireAddress(request);
    if (Object.hasOwn(option, name)) return { raw: option[name], id: `params option ${name}` };
    const handed = compose(name);
    if (handed !== undefined && handed !== null) return { raw: handed, id: `compose param ${name}` };
    for (const keys of [
      ['params', stage()],
      ['stages', stage(), 'params'],
      ['params', 'default'],
      ['stages', 'default', 'params'],
    ]) {
      const found = follow([...keys, name]);
      if (found !== undefined && found.raw !== null && found.raw !== undefined) return found;
    }
    return undefined;
  };
}
