import type { VariableSource } from '../source-context.js';

/** `${opt:name}`: the options that the Serverless command would have been given, `stage` and `region` among ours. */
export function optSource(options: Readonly<Record<string, string>>): VariableSource {
  return ({ address }) => {
    if (address === undefined || address === null) return { raw: options, id: 'opt:' };
    const name = String(address);
    return Object.hasOwn(options, name) ? { raw: options[name], id: `opt:${name}` } : undefined;
  };
}
