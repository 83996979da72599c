import type { fromHttp } from '@aws-sdk/credential-providers';
import { StsError, toCause } from '../errors/index.js';
import { loadSdk } from '../loading/index.js';
import { noCredentials } from './plan.js';
import type { ContainerUri, SourceCredentials, SourcePlan } from './types.js';

type FromHttpOptions = NonNullable<Parameters<typeof fromHttp>[0]>;
type Provider = () => Promise<SourceCredentials>;

/**
 * Gets the source credentials that were planned. The SDK's providers are loaded only when the plan needs one.
 * @throws `STS_SOURCE_FAILED`; `STS_NO_CREDENTIALS` when the last resort, the instance, has none
 */
export async function loadSource(plan: SourcePlan, region: string): Promise<SourceCredentials> {
  if (plan.kind === 'keys') return plan.credentials;
  const provider = providerFor(plan, region);
  try {
    const { accessKeyId, secretAccessKey, sessionToken } = await provider();
    return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  } catch (error) {
    if (plan.kind === 'instance') {
      throw noCredentials('no profile, no keys, no web identity, no container, and no instance metadata answer');
    }
    throw new StsError({
      code: 'STS_SOURCE_FAILED',
      message: `The source credentials of ${describe(plan)} (from ${plan.from}) could not be had: ${toCause(error).message}`,
      hint:
        plan.kind === 'profile'
          ? `Try it alone: aws sts get-caller-identity --profile ${plan.name}\nFor SSO: aws sso login --profile ${plan.name}`
          : 'They are configured, so nothing else was tried.',
      cause: toCause(error),
    });
  }
}

function providerFor(plan: Exclude<SourcePlan, { kind: 'keys' }>, region: string): Provider {
  const providers = loadSdk('@aws-sdk/credential-providers');
  const clientConfig = { region };
  switch (plan.kind) {
    case 'profile':
      return providers.fromIni({ profile: plan.name, clientConfig, ...plan.files });
    case 'web-identity':
      return providers.fromTokenFile({
        webIdentityTokenFile: plan.tokenFile,
        roleArn: roleOfToken(plan),
        ...(plan.sessionName === undefined ? {} : { roleSessionName: plan.sessionName }),
        clientConfig,
      });
    case 'container':
      return providers.fromHttp(containerOptions(plan.uri));
    case 'instance':
      return providers.fromInstanceMetadata({ timeout: 1000, maxRetries: 0 });
  }
}

function roleOfToken({ roleArn, from }: Extract<SourcePlan, { kind: 'web-identity' }>): string {
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

function describe(plan: SourcePlan): string {
  switch (plan.kind) {
    case 'keys':
      return 'the keys';
    case 'profile':
      return `the profile ${plan.name}`;
    case 'web-identity':
      return 'the web identity';
    case 'container':
      return 'the container';
    case 'instance':
      return 'the instance';
  }
}
