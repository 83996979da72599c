import type { VariableSource } from '../source-context.js';
import { requireAddress } from './require-address.js';

/** `${env:NAME}`. An empty variable counts as found, as in Serverless. */
export function envSource(env: Readonly<Record<string, string | undefined>>): VariableSource {
  return (request) => {
    const name = requireAddress(request);
    return Object.hasOwn(env, name) ? { raw: env[name], id: `env:${name}` } : undefined;
  };
}
