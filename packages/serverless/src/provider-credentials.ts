import type { Session } from '@sts/core/runner';

type Credentials = Session['credentials'];

/** The AWS provider of Serverless, as far as its credentials go; each version has its own way. */
interface AwsProvider {
  /** osls 4, and 3 from 3.60 on. */
  getAwsSdkV3CredentialsProvider?: (options?: { profile?: string }) => () => Promise<Credentials>;
  awsSdkV3CredentialsProviders?: Map<string, unknown>;
  cloudFormationClientPromise?: unknown;
  /** Serverless 4. */
  resolveCredentials?: () => Promise<object>;
  getRegion?: () => string;
  /** Serverless 3, osls 3: with SDK v2. */
  getCredentials?: () => object;
  cachedCredentials?: object | null;
  sdk?: { Credentials: new (credentials: Credentials) => object };
  serverless?: { service?: { provider?: { deploymentBucketObject?: { serverSideEncryption?: unknown } } } };
}

/**
 * Has the provider of Serverless use a session for all its own calls, whatever profile the command line or the
 * configuration names: what it is to ask the account for, it asks as the role.
 *
 * @param current gives the session's credentials at any time, renewed ones too
 */
export function useForProvider(host: unknown, accountId: string, current: () => Credentials): void {
  if (typeof host !== 'object' || host === null) return;
  const provider = host as AwsProvider;
  useForSdk3(provider, current);
  if (provider.resolveCredentials !== undefined) {
    provider.resolveCredentials = () => Promise.resolve({ ...current(), accountId, region: provider.getRegion?.() });
  } else if ('cachedCredentials' in provider && provider.getCredentials !== undefined) {
    useForSdk2(provider, current);
  }
}

function useForSdk3(provider: AwsProvider, current: () => Credentials): void {
  const { getAwsSdkV3CredentialsProvider: original } = provider;
  if (original === undefined) return;
  const ours = (): Promise<Credentials> => Promise.resolve(current());
  // Whoever names a profile means that one.
  provider.getAwsSdkV3CredentialsProvider = (options = {}) => (options.profile ? original.call(provider, options) : ours);
  // What was made for variables has the credentials of who asks.
  provider.awsSdkV3CredentialsProviders?.clear();
  provider.cloudFormationClientPromise = undefined;
}

function useForSdk2(provider: AwsProvider, current: () => Credentials): void {
  const isKms = provider.serverless?.service?.provider?.deploymentBucketObject?.serverSideEncryption === 'aws:kms';
  provider.getCredentials = () => {
    const credentials = current();
    const made = provider.sdk === undefined ? { ...credentials } : new provider.sdk.Credentials(credentials);
    provider.cachedCredentials = { credentials: made, ...(isKms ? { signatureVersion: 'v4' } : {}) };
    return provider.cachedCredentials;
  };
  provider.getCredentials();
}
