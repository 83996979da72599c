import type * as CloudFormation from '@aws-sdk/client-cloudformation';
import type * as S3 from '@aws-sdk/client-s3';
import type * as Ssm from '@aws-sdk/client-ssm';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { nodeRequire } from './node-require.js';

/**
 * The clients of the SDK that a project brings where its configuration needs them.
 * @internal
 */
export interface OptionalClients {
  '@aws-sdk/client-cloudformation': typeof CloudFormation;
  '@aws-sdk/client-s3': typeof S3;
  '@aws-sdk/client-ssm': typeof Ssm;
}

/**
 * A client of the SDK, found from this package or from the project's folder; `undefined` where it is not installed.
 * @internal
 */
export function loadClient<K extends keyof OptionalClients>(name: K, projectDir: string): OptionalClients[K] | undefined {
  for (const require of [nodeRequire, createRequire(join(projectDir, 'serverless.yml'))]) {
    const file = resolve(require, name);
    if (file !== undefined) return require(file) as OptionalClients[K];
  }
  return undefined;
}

function resolve(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}
