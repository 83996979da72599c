import { StsError } from '../../errors/index.js';
import type { SourceRequest } from '../source-context.js';

/**
 * The address of a variable as text.
 * @throws `STS_VARIABLE_INVALID` when there is none
 */
export function requireAddress(request: SourceRequest): string {
  const { address } = request;
  if (typeof address === 'string' && address !== '') return address;
  if (typeof address === 'number' || typeof address === 'boolean') return String(address);
  throw new StsError({
    code: 'STS_VARIABLE_INVALID',
    message: `${request.text} in ${request.at} has no address.`,
    hint: `Write \${${request.type}:<name>}.`,
  });
}
