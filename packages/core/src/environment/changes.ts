import type { AssumedRole } from '../assume/index.js';
import { removedVariables } from './removed.js';

/** What a session changes in an environment. */
export interface EnvChanges {
  set: Record<string, string>;
  remove: string[];
}

/** The names of all that a session of a stage may change. */
export function changedVariables(stage: string): string[] {
  const nobody = { accessKeyId: '', secretAccessKey: '', sessionToken: '', expiration: new Date(0) };
  const { set, remove } = changesFor({ credentials: nobody, assumedRoleArn: '', accountId: '' }, { region: '', stage });
  return [...Object.keys(set), ...remove];
}

/** The changes that make a process the role: of a region, and of a stage whose own credentials go. */
export function changesFor(role: AssumedRole, { region, stage }: { region: string; stage: string }): EnvChanges {
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
    remove: removedVariables(stage),
  };
}
