import type { VariableSource } from '../source-context.js';

/** `${self:a.b}`: another place of the configuration; without an address, all of it. */
export function selfSource(): VariableSource {
  return ({ address }, { follow }) => {
    const path = address === undefined || address === null ? '' : String(address);
    return follow(path === '' ? [] : path.split('.'));
  };
}
