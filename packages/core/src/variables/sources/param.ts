import type { VariableSource } from '../source-context.js';
import { requireAddress } from './require-address.js';

/**
 * `${param:name}`: the `params` option, then `params.<stage>`, then `params.default` of the configuration. The address
 * is one literal key, dots and all; a null falls through to the next.
 */
export function paramSource(params: Readonly<Record<string, string | number | boolean>>): VariableSource {
  return (request, { follow, stage }) => {
    const name = requireAddress(request);
    if (Object.hasOwn(params, name)) return { raw: String(params[name]), id: `params option ${name}` };
    for (const group of [stage(), 'default']) {
      const found = follow(['params', group, name]);
      if (found !== undefined && found.raw !== null && found.raw !== undefined) return found;
    }
    return undefined;
  };
}
