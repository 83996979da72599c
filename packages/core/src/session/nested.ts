import { type AssumedRole, isSessionOf } from '../assume/index.js';
import { StsError } from '../errors/index.js';
import type { Env, SourcePlan } from '../source/index.js';
import { parseRoleArn, stageVariables, type Target } from '../target/index.js';

/**
 * The ARN of the session whose credentials a server hands to this process (`sts exec --serve`), when it is one of the role
 * that is asked for: it goes on with that.
 */
export function servedSession(target: Target, source: SourcePlan, env: Env): string | undefined {
  const assumedRoleArn = env['STS_ASSUMED_ROLE_ARN'];
  if (!assumedRoleArn || source.kind !== 'container' || !source.uri.full?.startsWith('http://127.0.0.1:')) return undefined;
  return isSessionOf(assumedRoleArn, parseRoleArn(target.roleArn, 'the target')) ? assumedRoleArn : undefined;
}

/**
 * The role that the process already runs as, when it is the one that is asked for: started under `sts exec`, by a
 * parent runner, or in a test that asks again. It goes on with it; the source credentials are out of its reach.
 * @throws `STS_CREDENTIALS_EXPIRED`
 */
export function inheritedRole(target: Target, profileIsNamed: boolean, env: Env): AssumedRole | undefined {
  const assumedRoleArn = env['STS_ASSUMED_ROLE_ARN'];
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = env['AWS_SESSION_TOKEN'];
  const end = env['AWS_CREDENTIAL_EXPIRATION'];
  if (!assumedRoleArn || !accessKeyId || !secretAccessKey || !sessionToken || !end) return undefined;
  // These would win over those keys, so the process is not that role.
  const { profile, id } = stageVariables(target.stage);
  if (profileIsNamed || ['AWS_PROFILE', 'AWS_STS_ACCESS_KEY', profile, id].some((name) => env[name])) return undefined;
  if (!isSessionOf(assumedRoleArn, parseRoleArn(target.roleArn, 'the target'))) return undefined;
  const expiration = new Date(end);
  if (Number.isNaN(expiration.getTime())) return undefined;
  if (expiration.getTime() <= Date.now()) {
    throw new StsError({
      code: 'STS_CREDENTIALS_EXPIRED',
      message: `This process runs as ${assumedRoleArn} already, and that session ended at ${end}.`,
      hint: 'Start again from where the role was assumed: this process has no source credentials to renew it with.',
    });
  }
  return { credentials: { accessKeyId, secretAccessKey, sessionToken, expiration }, assumedRoleArn, accountId: target.accountId };
}
