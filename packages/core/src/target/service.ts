import { isStsError } from '../errors/index.js';
import { Pending } from '../lookups/index.js';
import type { TargetInput } from './questions.js';

/**
 * The name of the service, which only labels the session: a name that cannot be resolved must not fail the run, nor one
 * that would have to be asked for cost a request, so it counts as absent.
 */
export function readService(input: TargetInput): string | undefined {
  try {
    const service = input.resolver.value(['service']);
    const name = typeof service === 'string' ? service : input.resolver.value(['service', 'name']);
    return typeof name === 'string' && name !== '' ? name : undefined;
  } catch (error) {
    if (isStsError(error) || error instanceof Pending) return undefined;
    throw error;
  }
}
