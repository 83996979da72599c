import { readClaims } from './claims.js';
import { readSharedFiles, type SharedFiles } from './profiles.js';
import type { Env, SourcePlan } from './types.js';
import { readToken } from './web-identity-token.js';

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
      return [plan.kind, plan.name, files.config, files.credentials, ...besideFiles(files, env)];
    }
    case 'web-identity':
      return [plan.kind, plan.tokenFile, identityIn(plan.tokenFile), plan.roleArn ?? null, plan.sessionName ?? null];
    case 'container': {
      const { full, relative, token, tokenFile } = plan.uri;
      return [plan.kind, full ?? null, relative ?? null, token ?? null, tokenFile ?? null];
    }
    case 'instance':
      return [plan.kind];
  }
}

/** Tokens come and go; who they are for stays. What cannot be read is told when the token is needed. */
function identityIn(tokenFile: string): unknown {
  try {
    const { provider, audience, subject } = readClaims(readToken(tokenFile, 'AWS_WEB_IDENTITY_TOKEN_FILE')) ?? {};
    return [provider ?? null, audience ?? null, subject ?? null];
  } catch {
    return null;
  }
}

/** What a `credential_source` takes from elsewhere. */
function besideFiles({ config, credentials }: SharedFiles, env: Env): (string | null)[] {
  if (!/credential_source/.test(config + credentials)) return [];
  return [
    'ACCESS_KEY_ID',
    'SECRET_ACCESS_KEY',
    'SESSION_TOKEN',
    'CONTAINER_CREDENTIALS_FULL_URI',
    'CONTAINER_CREDENTIALS_RELATIVE_URI',
  ].map((name) => env[`AWS_${name}`] ?? null);
}
