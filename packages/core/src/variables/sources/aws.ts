import { StsError } from '../../errors/index.js';
import type { Services } from '../services.js';
import type { VariableSource } from '../source-context.js';
import { requireAddress } from './require-address.js';

/** `${aws:accountId}`, which asks STS, and `${aws:region}`. */
export function awsSource(services: Services, region: () => string): VariableSource {
  return (request, { need }) => {
    const name = requireAddress(request);
    if (name === 'region') return { raw: region(), id: 'aws:region' };
    if (name === 'accountId') return { raw: need(services.accountId()), id: 'aws:accountId' };
    throw new StsError({
      code: 'STS_VARIABLE_INVALID',
      message: `${request.text} in ${request.at}: aws knows no "${name}".`,
      hint: 'Write ${aws:accountId} or ${aws:region}.',
    });
  };
}
