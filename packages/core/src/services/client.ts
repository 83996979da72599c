import { StsError } from '../errors/index.js';
import { loadClient, type OptionalClients } from '../loading/index.js';
import type { Ask } from './ask.js';

/**
 * A client of the SDK that the project brings.
 * @throws `STS_CLIENT_MISSING`
 * @internal
 */
export function requireClient<K extends keyof OptionalClients>(
  name: K,
  projectDir: string,
  what: Ask<unknown>['what'],
): OptionalClients[K] {
  const client = loadClient(name, projectDir);
  if (client !== undefined) return client;
  throw new StsError({
    code: 'STS_CLIENT_MISSING',
    message: `${what} is asked of AWS with ${name}, which is not installed.`,
    hint: `Add it to the project: npm install --save-dev ${name}`,
  });
}
