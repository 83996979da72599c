import { StsError } from '../../errors/index.js';
import type { Services } from '../services.js';
import type { VariableSource } from '../source-context.js';
import { requireAddress } from './require-address.js';

/** `${cf(region):stack.Output}`. */
export function cfSource(services: Services): VariableSource {
  return (request, { need }) => {
    const address = requireAddress(request);
    const dot = address.indexOf('.');
    if (dot === -1) {
      throw new StsError({
        code: 'STS_VARIABLE_INVALID',
        message: `${request.text} in ${request.at} names no output.`,
        hint: 'Write ${cf:<stack>.<output>}, or ${cf(eu-west-1):<stack>.<output>}.',
      });
    }
    const [region] = (request.params ?? []).map(String);
    const value = need(services.stackOutput(address.slice(0, dot), address.slice(dot + 1), region || undefined));
    return value === undefined ? undefined : { raw: value, id: `cf(${region ?? ''}):${address}` };
  };
}
