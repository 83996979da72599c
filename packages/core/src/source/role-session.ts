import { readProfiles, readSharedFiles } from './profiles.js';
import type { Env, SourcePlan } from './types.js';

/** The settings of a profile that make its credentials those of a role. Of `credential_process` nobody knows. */
const OF_ROLES = ['role_arn', 'sso_session', 'sso_start_url', 'web_identity_token_file'];

/**
 * What says for sure that source credentials are a role's session, in words; STS gives an hour at the most then. Keys with a
 * session token may be a user's, too.
 */
export function roleSession(plan: SourcePlan, env: Env): string | undefined {
  switch (plan.kind) {
    case 'keys':
      return undefined;
    case 'profile': {
      const settings = readProfiles(readSharedFiles(env)).get(plan.name);
      const setting = OF_ROLES.find((name) => settings?.has(name));
      return setting && `the profile ${plan.name} (from ${plan.from}), which has ${setting}`;
    }
    case 'web-identity':
      return `the source credentials, a session of ${plan.roleArn ?? 'a role'} (from ${plan.from})`;
    case 'container':
    case 'instance':
      return `the source credentials, a role's session (from ${plan.from})`;
  }
}
