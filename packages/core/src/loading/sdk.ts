import type * as Sts from '@aws-sdk/client-sts';
import type * as Providers from '@aws-sdk/credential-providers';
import type * as Http from '@smithy/node-http-handler';
import type * as HttpsProxy from 'https-proxy-agent';
import { nodeRequire } from './node-require.js';

/**
 * The parts of the SDK that come with this package, and what they go through proxies with.
 * @internal
 */
interface OwnSdk {
  '@aws-sdk/client-sts': typeof Sts;
  '@aws-sdk/credential-providers': typeof Providers;
  '@smithy/node-http-handler': typeof Http;
  'https-proxy-agent': typeof HttpsProxy;
}

/**
 * Loads a part of the SDK when it is needed: it takes longer than all else. By `require`, which works in a Jest test
 * too, where a dynamic `import` fails.
 * @internal
 */
export function loadSdk<K extends keyof OwnSdk>(name: K): OwnSdk[K] {
  return nodeRequire(name) as OwnSdk[K];
}

const SDK_NODE_WARNING = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

/**
 * The SDK tells users of Node 20 that it is old; they did not ask, and it would stand in their test output. To be called
 * with what makes the client.
 */
export function withoutNodeWarning<T>(construct: () => T): T {
  const before = process.env[SDK_NODE_WARNING];
  process.env[SDK_NODE_WARNING] = 'true';
  try {
    return construct();
  } finally {
    if (before === undefined) delete process.env[SDK_NODE_WARNING];
    else process.env[SDK_NODE_WARNING] = before;
  }
}
