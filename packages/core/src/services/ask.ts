import type * as Http from '@smithy/node-http-handler';
import { isStsError, redact, StsError, toCause } from '../errors/index.js';
import { loadSdk, withoutNodeWarning } from '../loading/index.js';
import type { AskTools, Question } from '../lookups/index.js';
import { type Env, loadSource, type SourceCredentials, type SourcePlan } from '../source/index.js';

/** One attempt may take this long at most; there are up to three. */
const ATTEMPT = { connectionTimeout: 3000, requestTimeout: 5000, throwOnRequestTimeout: true } as const;

/** What the questions to AWS are asked with. */
export interface ServicesInput {
  env: Env;
  /** Where the SDK clients that a project brings are looked for. */
  projectDir: string;
  /** The service's region; may resolve variables. */
  region: () => string;
  /** Who asks; may resolve variables. */
  plan: () => SourcePlan;
  /** URL of the STS endpoint, where one is set. */
  stsEndpoint: () => string | undefined;
  /** Remembers the account of source credentials. */
  accounts: AccountMemory;
}

/** Keeps what never changes: which account credentials belong to. */
interface AccountMemory {
  read(key: readonly unknown[]): string | undefined;
  keep(key: readonly unknown[], accountId: string): void;
}

/** What every client of the SDK is made with. */
interface ClientSettings {
  region: string;
  credentials: SourceCredentials;
  requestHandler: Http.NodeHttpHandler;
  endpoint?: string;
}

/** One question to one service. */
export interface Ask<T> {
  /** Of AWS: `SSM`, `CloudFormation`. Its endpoint may be set by `AWS_ENDPOINT_URL_<SERVICE>`. */
  service: 'CloudFormation' | 'S3' | 'SSM' | 'STS';
  /** Identifies the question within the service. */
  key: readonly unknown[];
  /** In words: `the parameter /app/role`. */
  what: string;
  /** Permission that it takes: `ssm:GetParameter`. */
  permission: string;
  region: string | undefined;
  /** Where the service is, when it is set by other means than the environment. */
  endpoint?: () => string | undefined;
  run: (settings: ClientSettings, signal: AbortSignal) => Promise<T>;
}

/** Makes the question: region and source credentials are found when it is asked. */
export function question<T>(input: ServicesInput, ask: Ask<T>): Question<T> {
  return {
    key: JSON.stringify([ask.service, ask.region ?? null, ...ask.key]),
    what: ask.what,
    asks: ask.region === undefined ? ask.service : `${ask.service} in ${ask.region}`,
    ask: (tools) => send(input, ask, tools),
  };
}

async function send<T>(input: ServicesInput, ask: Ask<T>, { signal, settle }: AskTools): Promise<T> {
  const { region, plan } = await settle(() => ({ region: ask.region ?? input.region(), plan: input.plan() }));
  const credentials = await loadSource(plan, region);
  const { NodeHttpHandler } = loadSdk('@smithy/node-http-handler');
  const endpoint = ask.endpoint?.() ?? configuredEndpoint(input.env, ask.service);
  const requestHandler = new NodeHttpHandler(ATTEMPT);
  try {
    const settings = { region, credentials, requestHandler, ...(endpoint === undefined ? {} : { endpoint }) };
    return await withoutNodeWarning(() => ask.run(settings, signal));
  } catch (error) {
    throw isStsError(error) ? error : failed(ask, error, { region, plan, credentials });
  } finally {
    requestHandler.destroy();
  }
}

/** The SDK's own rule for an endpoint in the environment. */
export function configuredEndpoint(env: Env, service: Ask<unknown>['service']): string | undefined {
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true') return undefined;
  return env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || env['AWS_ENDPOINT_URL'] || undefined;
}

interface Asked {
  region: string;
  plan: SourcePlan;
  credentials: SourceCredentials;
}

function failed(ask: Ask<unknown>, error: unknown, { region, plan, credentials }: Asked): StsError {
  const secrets = [credentials.secretAccessKey, credentials.sessionToken ?? ''];
  const cause = toCause(error, secrets);
  const { Code, code } = error as { Code?: unknown; code?: unknown };
  const name = [cause.name, code, Code].find((one) => typeof one === 'string' && one !== 'Error');
  return new StsError({
    code: 'STS_LOOKUP_FAILED',
    message: `${ask.what} could not be had from ${ask.service} in ${region}: ${redact(`${name === undefined ? '' : `${String(name)}: `}${cause.message}`, secrets)}`,
    hint: [
      `It was asked with the source credentials (from ${plan.from}), which need ${ask.permission}.`,
      'To do without: name the role itself, STS_ROLE_ARN=arn:aws:iam::<account>:role/<name>, or give a variable its value with the option variables.',
    ].join('\n'),
    cause,
  });
}
