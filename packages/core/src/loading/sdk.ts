import type * as Sts from '@aws-sdk/client-sts';
import type * as Providers from '@aws-sdk/credential-providers';
import type * as Http from '@smithy/node-http-handler';
import { createRequire } from 'node:module';

/** The parts of the SDK that come with this package. */
interface OwnSdk {
  '@aws-sdk/client-sts': typeof Sts;
  '@aws-sdk/credential-providers': typeof Providers;
  '@smithy/node-http-handler': typeof Http;
}

const load: NodeJS.Require = createRequire(__filename);

/**
 * Loads a part of the SDK when it is needed: it takes longer than all else. By `require`, which works in a Jest test
 * too, where a dynamic `import` fails.
 */
export function loadSdk<K extends keyof OwnSdk>(name: K): OwnSdk[K] {
  return load(name) as OwnSdk[K];
}
