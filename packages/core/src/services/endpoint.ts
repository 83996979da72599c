import type { Env } from '../source/index.js';
import type { Ask } from './ask.js';

/** The SDK's own rule for an endpoint in the environment. */
export function configuredEndpoint(env: Env, service: Ask<unknown>['service']): string | undefined {
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true') return undefined;
  return env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || env['AWS_ENDPOINT_URL'] || undefined;
}
