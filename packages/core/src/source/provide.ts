import type { fromHttp } from '@aws-sdk/credential-providers';
import { makeRequestHandler, type RequestHandler } from '../connection/index.js';
import { isStsError, StsError, toCause } from '../errors/index.js';
import { loadSdk } from '../loading/index.js';
import { describePlan } from './describe.js';
import { mfaCode } from './mfa.js';
import type { MfaSettings } from './mfa-code.js';
import { noCredentials } from './plan.js';
import { readProfiles, readSharedFiles, sharedFilePaths, ssoProfile } from './profiles.js';
import type { ContainerUri, Env, ProvidedPlan, SourceCredentials } from './types.js';

type FromHttpOptions = NonNullable<Parameters<typeof fromHttp>[0]>;

/** What a provider of the SDK is asked with. */
export interface Provision {
  plan: ProvidedPlan;
  /** Of the service; that of a profile comes before it. */
  region: string;
  /** That of this process: the SDK's providers read it there. */
  env: Env;
  mfa: MfaSettings;
}

/**
 * Gets source credentials from the SDK's providers, in a process that has the environment that counts.
 * @throws `STS_SOURCE_FAILED`; `STS_NO_CREDENTIALS` when the last resort, the instance, is not there;
 * `STS_CREDENTIALS_EXPIRED`, `STS_MFA_REQUIRED`, `STS_CONNECTION_INVALID`
 */
export async function provideSource(provision: Provision): Promise<SourceCredentials> {
  const { plan, env } = provision;
  try {
    const requestHandler = makeRequestHandler(env);
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = await provider(provision, requestHandler)();
    return {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
      ...(expiration === undefined ? {} : { expiration }),
    };
  } catch (error) {
    throw isStsError(error) ? error : failed(plan, env, error);
  }
}

type Provider = () => Promise<SourceCredentials>;

function provider({ plan, region, env, mfa }: Provision, requestHandler: RequestHandler): Provider {
  const providers = loadSdk('@aws-sdk/credential-providers');
  // Not the region: it would come before that of an SSO session, and of a profile.
  const clientConfig = { requestHandler };
  const parentClientConfig = { region, requestHandler };
  switch (plan.kind) {
    case 'profile': {
      const { config, credentials } = sharedFilePaths(env);
      return providers.fromIni({
        profile: plan.name,
        configFilepath: config,
        filepath: credentials,
        clientConfig,
        parentClientConfig,
        mfaCodeProvider: (serial) => mfaCode(serial, mfa),
      });
    }
    case 'web-identity':
      return providers.fromTokenFile({
        webIdentityTokenFile: plan.tokenFile,
        roleArn: roleOfToken(plan),
        ...(plan.sessionName === undefined ? {} : { roleSessionName: plan.sessionName }),
        clientConfig,
        parentClientConfig,
      });
    case 'container':
      return providers.fromHttp(containerOptions(plan.uri));
    case 'instance':
      return providers.fromInstanceMetadata({ timeout: 1000, maxRetries: 0 });
  }
}

function roleOfToken({ roleArn, from }: Extract<ProvidedPlan, { kind: 'web-identity' }>): string {
  if (roleArn !== undefined) return roleArn;
  throw new StsError({
    code: 'STS_SOURCE_FAILED',
    message: `AWS has to be asked for something on the way to the role, and there is nobody to ask as: ${from} is set without AWS_ROLE_ARN.`,
    hint: 'Name the role itself, which the token is for then: STS_ROLE_ARN. Or name the role that the token is for: AWS_ROLE_ARN.',
  });
}

function containerOptions(uri: ContainerUri): FromHttpOptions {
  return {
    ...(uri.full === undefined ? {} : { awsContainerCredentialsFullUri: uri.full }),
    ...(uri.relative === undefined ? {} : { awsContainerCredentialsRelativeUri: uri.relative }),
    ...(uri.token === undefined ? {} : { awsContainerAuthorizationToken: uri.token }),
    ...(uri.tokenFile === undefined ? {} : { awsContainerAuthorizationTokenFile: uri.tokenFile }),
  };
}

function failed(plan: ProvidedPlan, env: Env, error: unknown): StsError {
  const cause = toCause(withoutOutput(error), secretsIn(env));
  if (plan.kind === 'instance' && isNobodyThere(error)) {
    return noCredentials('no profile, no keys, no web identity, no container, and no instance metadata answer');
  }
  if (/credential_process returned expired credentials/.test(cause.message)) {
    return new StsError({
      code: 'STS_CREDENTIALS_EXPIRED',
      message: `The source credentials of ${describePlan(plan)} (from ${plan.from}) have expired: its credential_process prints old ones.`,
      hint: 'Run the command of its credential_process alone, and look at Expiration in what it prints.',
      cause,
    });
  }
  return new StsError({
    code: 'STS_SOURCE_FAILED',
    message: `The source credentials of ${describePlan(plan)} (from ${plan.from}) could not be had: ${cause.message}`,
    hint: plan.kind === 'profile' ? profileHint(plan.name, env) : 'They are configured, so nothing else was tried.',
    cause,
  });
}

function profileHint(name: string, env: Env): string {
  const sso = ssoProfile(readSharedFiles(env), name);
  return [
    ...(sso === undefined ? [] : [`Sign in: aws sso login --profile ${sso}`]),
    `Try it alone: aws sts get-caller-identity --profile ${name}`,
  ].join('\n');
}

/** A command that fails puts itself and all that it printed into the message: keys may be among it. */
function withoutOutput(error: unknown): unknown {
  const { name, message } = error as { name?: unknown; message?: unknown };
  if (typeof message !== 'string' || !message.startsWith('Command failed:')) return error;
  return { name: String(name), message: 'its credential_process failed; what it printed is not shown.' };
}

/** Nothing listens, or what listens is no instance with a role. */
function isNobodyThere(error: unknown): boolean {
  const { statusCode, message } = error as { statusCode?: unknown; message?: unknown };
  return statusCode === 404 || (statusCode === undefined && /Unable to connect|TimeoutError/.test(String(message)));
}

/** Shorter ones are words. */
const SHORTEST = 8;

/** The values in the environment and in the profiles that no message may repeat. */
function secretsIn(env: Env): string[] {
  const isSecret = (name: string): boolean => /secret|token$|password/i.test(name);
  const settings = [...readProfiles(readSharedFiles(env)).values()].flatMap((profile) => [...profile]);
  return [...Object.entries(env), ...settings].flatMap(([name, value]) =>
    isSecret(name) && value !== undefined && value.length >= SHORTEST ? [value] : [],
  );
}
