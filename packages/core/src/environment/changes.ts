import type { AssumedRole } from '../assume/index.js';

/** What a session changes in an environment. */
export interface EnvChanges {
  set: Record<string, string>;
  remove: string[];
}

/**
 * Every variable by which test code could be somebody else by accident. An AWS_PROFILE beats keys in the SDK, so keys
 * alone are not enough.
 */
const REMOVED: readonly string[] = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SECURITY_TOKEN',
  'AWS_CREDENTIAL_SCOPE',
  'AWS_CREDENTIAL_FILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_STS_ACCESS_KEY',
  'AWS_STS_ACCESS_SECRET',
];

/** The changes that make a process the role. */
export function changesFor(role: AssumedRole, region: string): EnvChanges {
  const { credentials } = role;
  return {
    set: {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      // Without it a live SDK client never reads the environment again.
      AWS_CREDENTIAL_EXPIRATION: credentials.expiration.toISOString(),
      AWS_REGION: region,
      // The JavaScript SDK ignores it; the CLI and boto3 read it.
      AWS_DEFAULT_REGION: region,
      AWS_ACCOUNT_ID: role.accountId,
      STS_ASSUMED_ROLE_ARN: role.assumedRoleArn,
    },
    remove: [...REMOVED],
  };
}
