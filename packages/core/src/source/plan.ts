import { StsError } from '../errors/index.js';
import { nearest } from '../options/index.js';
import { stageVariables } from '../target/index.js';
import { profileNames, readSharedFiles } from './profiles.js';
import type { Env, SourceCredentials, SourcePlan } from './types.js';

/**
 * Decides who asks STS, the first that is configured winning: the `profile` option, aws-sts-helper's keys, the stage's
 * own profile and keys, `AWS_PROFILE`, keys in the environment, `provider.profile`, the default profile, web identity, the
 * container, the instance: Serverless's order. What is configured and broken stops here; it never gives way to the next.
 * @param stage `undefined` where it is not known: its variables have no say then
 * @throws `STS_PROFILE_NOT_FOUND`, `STS_SOURCE_FAILED`, `STS_NO_CREDENTIALS`
 */
export function planSource(
  env: Env,
  profile: { name: string; from: string } | undefined,
  profileIsOption: boolean,
  stage: string | undefined,
): SourcePlan {
  const explicit = profileIsOption ? profile : undefined;
  const plan =
    ofProfile(env, explicit) ??
    ofKeys(env, { id: 'AWS_STS_ACCESS_KEY', secret: 'AWS_STS_ACCESS_SECRET' }) ??
    ofStage(env, stage) ??
    ofProfile(env, named(env, 'AWS_PROFILE')) ??
    ofKeys(env, OWN_KEYS) ??
    ofProfile(env, profile) ??
    ofDefaultProfile(env) ??
    ofWebIdentity(env) ??
    ofContainer(env) ??
    ofInstance(env);
  if (plan !== undefined) return plan;
  throw noCredentials('no profile, no keys, no web identity, no container, and the instance metadata are switched off');
}

/** The error for "nobody to ask as". */
export function noCredentials(looked: string): StsError {
  return new StsError({
    code: 'STS_NO_CREDENTIALS',
    message: `There are no source credentials to assume the role with: ${looked}.`,
    hint: [
      'Give the process credentials that may do little more than assume the role, in one of these ways:',
      '  AWS_PROFILE=<profile>',
      '  AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=…',
      '  the option profile, or provider.profile in the Serverless configuration',
      'To run the tests without the role: STS_ENABLED=0',
    ].join('\n'),
  });
}

function ofProfile(env: Env, profile: { name: string; from: string } | undefined): SourcePlan | undefined {
  if (profile === undefined) return undefined;
  const known = profileNames(readSharedFiles(env));
  if (known.includes(profile.name)) return { kind: 'profile', ...profile };
  const meant = nearest(profile.name, known);
  throw new StsError({
    code: 'STS_PROFILE_NOT_FOUND',
    message: `The profile ${JSON.stringify(profile.name)} (from ${profile.from}) is in neither the AWS config file nor the credentials file.`,
    hint:
      known.length === 0
        ? 'There are no profiles at all.'
        : `${meant === undefined ? '' : `Did you mean ${meant}? `}There are: ${known.join(', ')}.`,
  });
}

function named(env: Env, from: string): { name: string; from: string } | undefined {
  const name = env[from];
  return name ? { name, from } : undefined;
}

function ofStage(env: Env, stage: string | undefined): SourcePlan | undefined {
  if (stage === undefined) return undefined;
  const variables = stageVariables(stage);
  return ofProfile(env, named(env, variables.profile)) ?? ofKeys(env, variables);
}

/** The names of the variables that keys stand in. */
interface KeyVariables {
  id: string;
  secret: string;
  token?: string;
  /** When they end; of temporary ones only. */
  end?: string;
}

const OWN_KEYS: KeyVariables = {
  id: 'AWS_ACCESS_KEY_ID',
  secret: 'AWS_SECRET_ACCESS_KEY',
  token: 'AWS_SESSION_TOKEN',
  end: 'AWS_CREDENTIAL_EXPIRATION',
};

function ofKeys(env: Env, { id, secret, token, end }: KeyVariables): SourcePlan | undefined {
  const accessKeyId = env[id];
  const secretAccessKey = env[secret];
  if (!accessKeyId && !secretAccessKey) return undefined;
  if (!accessKeyId || !secretAccessKey) {
    throw new StsError({
      code: 'STS_SOURCE_FAILED',
      message: `${accessKeyId ? id : secret} is set without ${accessKeyId ? secret : id}.`,
      hint: 'Set both, or neither.',
    });
  }
  const sessionToken = token === undefined ? undefined : env[token];
  const expiration = sessionToken && end !== undefined ? new Date(env[end] || Number.NaN) : undefined;
  const credentials: SourceCredentials = {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken ? { sessionToken } : {}),
    ...(expiration === undefined || Number.isNaN(expiration.getTime()) ? {} : { expiration }),
  };
  return { kind: 'keys', credentials, from: id };
}

function ofDefaultProfile(env: Env): SourcePlan | undefined {
  const chosen = named(env, 'AWS_DEFAULT_PROFILE');
  if (chosen !== undefined) return ofProfile(env, chosen);
  const exists = profileNames(readSharedFiles(env)).includes('default');
  return exists ? { kind: 'profile', name: 'default', from: 'the default profile' } : undefined;
}

function ofWebIdentity(env: Env): SourcePlan | undefined {
  const tokenFile = env['AWS_WEB_IDENTITY_TOKEN_FILE'];
  if (!tokenFile) return undefined;
  return {
    kind: 'web-identity',
    tokenFile,
    // Without it the token is for the role that is meant.
    roleArn: env['AWS_ROLE_ARN'] || undefined,
    sessionName: env['AWS_ROLE_SESSION_NAME'] || undefined,
    from: 'AWS_WEB_IDENTITY_TOKEN_FILE',
  };
}

function ofContainer(env: Env): SourcePlan | undefined {
  const full = env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] || undefined;
  const relative = env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] || undefined;
  if (full === undefined && relative === undefined) return undefined;
  const token = env['AWS_CONTAINER_AUTHORIZATION_TOKEN'] || undefined;
  const tokenFile = env['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'] || undefined;
  return { kind: 'container', uri: { full, relative, token, tokenFile }, from: 'the container credentials endpoint' };
}

function ofInstance(env: Env): SourcePlan | undefined {
  if (env['AWS_EC2_METADATA_DISABLED']?.toLowerCase() === 'true') return undefined;
  return { kind: 'instance', from: 'the instance metadata' };
}
