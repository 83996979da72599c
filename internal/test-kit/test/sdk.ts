import process from 'node:process';
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  STSClient,
  type AssumeRoleCommandInput,
  type AssumeRoleCommandOutput,
  type Credentials,
  type STSClientConfig,
} from '@aws-sdk/client-sts';
import type { StsEndpoint } from '../src/index.js';

// What the machine has of AWS is none of these tests' business.
for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
process.env['AWS_CONFIG_FILE'] = process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/no/such/file';

export type Keys = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };

export const ACCOUNT = '123456789012';
export const OTHER_ACCOUNT = '210987654321';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/App`;

/** The real client, with one attempt and nothing from the environment. */
export function client(endpoint: StsEndpoint, credentials: Keys, config: STSClientConfig = {}): STSClient {
  return new STSClient({ endpoint: endpoint.url, region: 'eu-central-1', credentials, maxAttempts: 1, ...config });
}

export function assume(endpoint: StsEndpoint, keys: Keys, input: Partial<AssumeRoleCommandInput> = {}): Promise<AssumeRoleCommandOutput> {
  return client(endpoint, keys).send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'tests', ...input }));
}

/** The keys of an answer, for the next client. */
export async function keysOf(answer: Promise<{ Credentials?: Credentials | undefined }>): Promise<Required<Keys>> {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = (await answer).Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

export async function whoAmI(endpoint: StsEndpoint, keys: Keys, config?: STSClientConfig): Promise<string | undefined> {
  return (await client(endpoint, keys, config).send(new GetCallerIdentityCommand({}))).Arn;
}

export type Refusal = { readonly code: string; readonly status: number | undefined; readonly message: string };

/** How a call was refused; a call that was not is an error. */
export async function refusal(call: Promise<unknown>): Promise<Refusal> {
  const error = await call.then(
    () => {
      throw new Error('the call was not refused');
    },
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new TypeError(`not an error: ${String(error)}`);
  const metadata = '$metadata' in error ? (error.$metadata as { httpStatusCode?: number }) : {};
  return { code: error.name, status: metadata.httpStatusCode, message: error.message };
}
