import { readSharedFiles } from './profiles.js';
import type { Env, SourcePlan } from './types.js';
import { readClaims, readToken } from './web-identity-token.js';

/**
 * All that decides who asks, for the key of the cache; to be hashed with the rest of the key, never stored. It has
 * secrets in it on purpose: whoever does not hold the same ones has no share in the answer.
 */
export function sourceFingerprint(plan: SourcePlan, env: Env): readonly unknown[] {
  switch (plan.kind) {
    case 'keys': {
      const { accessKeyId, secretAccessKey, sessionToken } = plan.credentials;
      return [plan.kind, accessKeyId, secretAccessKey, sessionToken ?? null];
    }
    case 'profile': {
      const files = readSharedFiles(env);
      return [plan.kind, plan.name, files.config, files.credentials];
    }
    case 'web-identity':
      return [plan.kind, plan.tokenFile, identityIn(plan.tokenFile), plan.roleArn ?? null, plan.sessionName ?? null];
    case 'container':
      return [plan.kind, plan.uri.full ?? null, plan.uri.relative ?? null, plan.uri.token ?? null];
    case 'instance':
      return [plan.kind];
  }
}

/** Tokens come and go; who they are for stays. What cannot be read is told when the token is needed. */
function identityIn(tokenFile: string): unknown {
  try {
    return readClaims(readToken(tokenFile, 'AWS_WEB_IDENTITY_TOKEN_FILE')) ?? null;
  } catch {
    return null;
  }
}
