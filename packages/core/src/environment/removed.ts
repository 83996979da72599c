import { stageVariables } from '../target/index.js';

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

/** Every variable that makes a process somebody, whatever the stage: without them it is nobody. */
export function callerVariables(): string[] {
  return ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', ...REMOVED];
}

/** Those that are removed for the role's sake, with those that Serverless has for the stage. */
export function removedVariables(stage: string): string[] {
  return [...REMOVED, ...Object.values(stageVariables(stage) as unknown as Record<string, string>)];
}
