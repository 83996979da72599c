import type { RequestHandler } from '../connection/index.js';
import type { Question } from '../lookups/index.js';
import type { RetryStrategy } from '../retries/index.js';
import type { Env, SourceCredentials, SourcePlan } from '../source/index.js';

/** What the questions to AWS are asked with. */
export interface ServicesInput {
  /** The environment, that of `.env` files included. */
  env: () => Env;
  /** Where the SDK clients that a project brings are looked for. */
  projectDir: string;
  /** The service's region; may resolve variables. */
  region: () => string;
  /** Who asks; may resolve variables. */
  plan: () => SourcePlan;
  /** The credentials of who asks, which are got once. */
  credentials: (plan: SourcePlan, region: string, signal: AbortSignal) => Promise<SourceCredentials>;
  /** URL of the STS endpoint, where one is set. */
  stsEndpoint: () => string | undefined;
  /** Remembers the account of source credentials. */
  accounts: AccountMemory;
  /** Answers that were handed on by the process that started this one, and are handed on to others. */
  handed: HandedAnswers;
  /** Takes an answer that no message may show. */
  noteSecret: (value: string) => void;
}

/** Answers by a key of what was asked where. */
interface HandedAnswers {
  read(key: string): { value: unknown } | undefined;
  note(key: string, value: unknown): void;
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
  requestHandler: RequestHandler;
  retryStrategy: RetryStrategy;
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
  /** Whether an answer is secret: such a one is neither shown nor handed on. */
  isSecret?: (value: T) => boolean;
  run: (settings: ClientSettings, signal: AbortSignal) => Promise<T>;
}

/** Makes the question: region and source credentials are found when it is asked. */
export function question<T>(input: ServicesInput, ask: Ask<T>): Question<T> {
  const keyNow = (): string => JSON.stringify([ask.service, ask.region ?? input.region(), ...ask.key]);
  return {
    key: JSON.stringify([ask.service, ask.region ?? null, ...ask.key]),
    what: ask.what,
    asks: ask.region === undefined ? ask.service : `${ask.service} in ${ask.region}`,
    known: () => {
      const handed = input.handed.read(keyNow()) as { value: T } | undefined;
      if (handed !== undefined) input.handed.note(keyNow(), handed.value);
      return handed;
    },
    ask: async (tools) => {
      // Most starts ask nothing.
      const { send } = await import('./send.js');
      const value = await send(input, ask, tools);
      if (ask.isSecret?.(value) !== true) input.handed.note(await tools.settle(keyNow), value);
      return value;
    },
  };
}
