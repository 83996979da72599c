import { crypto, unsure } from '../../loading/index.js';
import { StsError } from '../../errors/index.js';
import type { VariableSource } from '../source-context.js';
import { requireAddress } from './require-address.js';

/** `${sls:stage}` and `${sls:instanceId}`. */
export function slsSource(): VariableSource {
  let instanceId: string | undefined;
  return (request, { stage }) => {
    const name = requireAddress(request);
    if (name === 'stage') return { raw: stage(), id: 'sls:stage' };
    if (name === 'instanceId') {
      unsure();
      instanceId ??= crypto().randomUUID();
      return { raw: instanceId, id: 'sls:instanceId' };
    }
    throw new StsError({
      code: 'STS_VARIABLE_INVALID',
      message: `${request.text} in ${request.at}: sls knows no "${name}".`,
      hint: 'Write ${sls:stage} or ${sls:instanceId}.',
    });
  };
}
