import { StsError } from '../../errors/index.js';
import type { Services } from '../services.js';
import type { VariableSource } from '../source-context.js';
import { requireAddress } from './require-address.js';

/** `${s3:bucket/key}`: the text of an object. */
export function s3Source(services: Services): VariableSource {
  return (request, { need }) => {
    const address = requireAddress(request);
    const slash = address.indexOf('/');
    if (slash === -1) {
      throw new StsError({
        code: 'STS_VARIABLE_INVALID',
        message: `${request.text} in ${request.at} names no key of a bucket.`,
        hint: 'Write ${s3:<bucket>/<key>}.',
      });
    }
    const value = need(services.object(address.slice(0, slash), address.slice(slash + 1)));
    return value === undefined ? undefined : { raw: value, id: `s3:${address}` };
  };
}
