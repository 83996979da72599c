import { randomUUID } from 'node:crypto';
import { LocalstackContainer } from '@testcontainers/localstack';
import { PullPolicy, getContainerRuntimeClient } from 'testcontainers';
import { run } from '../scripts/lib/command.mjs';
import { images } from '../scripts/lib/images.mjs';
import { guardContainer } from './container-guard.js';
import type { LoggedRequest } from './logged-request.js';
import { type Mark, RequestLog } from './request-log.js';

/** LocalStack's account when nothing else is asked for. */
export const DEFAULT_ACCOUNT = '000000000000';

/** Where a running LocalStack is found; plain data, so that it can be handed to another process. */
export interface LocalStackAddress {
  /** `http://host:port`: the endpoint of every service. */
  url: string;
  /** Name of the container. */
  container: string;
}

/** What an AWS SDK client takes. */
interface ClientConfig {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

/** A running LocalStack, and the requests that it has answered. */
export interface LocalStack extends LocalStackAddress {
  /** For a client that may do everything in an account (12 digits; default `DEFAULT_ACCOUNT`). */
  adminConfig(accountId?: string): ClientConfig;
  /** All requests answered up to now, by whomever. */
  requestLog(): Promise<LoggedRequest[]>;
  /** The position in the log behind all requests answered up to now. */
  mark(): Promise<Mark>;
  /** The requests answered since `mark`, up to now. */
  requestsSince(mark: Mark): Promise<LoggedRequest[]>;
  /** How often `action` (`sts.AssumeRole`) was answered since `mark`, refusals included. */
  countSince(mark: Mark, action: `${string}.${string}`): Promise<number>;
  /** Lets go of it: whoever started the container removes it, whoever connected ends its connection. */
  close(): Promise<void>;
}

/**
 * Starts the pinned image in a container, which is removed by `close()`, when the start fails, and when this process
 * ends in any way. Pulls nothing: see `engineAvailable`.
 * @throws an error with the container's own output when it does not become ready
 */
export async function startLocalStack(image: string = images.localstack.image): Promise<LocalStack> {
  // Ryuk's image may be out of reach; the guard does its work.
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  const container = `sts-e2e-localstack-${randomUUID()}`;
  const guard = guardContainer(container);
  try {
    const url = await startContainer(image, container);
    const connection = await connectLocalStack({ url, container });
    return {
      ...connection,
      async close() {
        await connection.close();
        await guard.remove();
      },
    };
  } catch (cause) {
    const output = await outputOf(container);
    await guard.remove();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`LocalStack (${image}) did not start: ${reason}${output}`, { cause });
  }
}

/** Makes use of a LocalStack that another process has started. */
export async function connectLocalStack({ url, container }: LocalStackAddress): Promise<LocalStack> {
  const client = await getContainerRuntimeClient();
  const log = new RequestLog(url, await client.container.logs(client.container.getById(container)));
  return {
    url,
    container,
    adminConfig: (accountId = DEFAULT_ACCOUNT) => ({
      endpoint: url,
      region: 'us-east-1',
      // LocalStack takes an access key id of 12 digits for the account's root.
      credentials: { accessKeyId: accountId, secretAccessKey: 'root' },
    }),
    requestLog: () => log.requests(),
    mark: () => log.mark(),
    requestsSince: (mark) => log.since(mark),
    async countSince(mark, action) {
      const requests = await log.since(mark);
      return requests.filter((request) => `${request.service}.${request.action}` === action).length;
    },
    async close() {
      log.close();
    },
  };
}

/** Ends with the container's address, or as soon as the container has ended. */
async function startContainer(image: string, name: string): Promise<string> {
  const definition = new WatchedContainer(image);
  definition.withName(name).withPullPolicy(PullPolicy.neverPull());
  try {
    const started = await Promise.race([definition.start(), definition.ended]);
    return started.getConnectionUri();
  } finally {
    definition.stopWatching();
  }
}

/** Tells at once when the container ends; testcontainers alone waits ten seconds for its port. */
class WatchedContainer extends LocalstackContainer {
  readonly #ended = Promise.withResolvers<never>();
  readonly #watch = new AbortController();

  get ended(): Promise<never> {
    return this.#ended.promise;
  }

  stopWatching(): void {
    this.#watch.abort();
  }

  protected override async containerCreated(containerId: string): Promise<void> {
    const client = await getContainerRuntimeClient();
    const options = { condition: 'next-exit', abortSignal: this.#watch.signal } as const;
    client.container
      .getById(containerId)
      .wait(options)
      .then(
        ({ StatusCode }: { StatusCode: number }) => this.#ended.reject(new Error(`it ended with code ${StatusCode}`)),
        () => undefined,
      );
  }
}

async function outputOf(container: string): Promise<string> {
  try {
    const { stdout, stderr } = await run('docker', ['logs', '--tail', '60', container], { timeoutMs: 30_000 });
    const output = `${stdout}${stderr}`.trim();
    return output === '' ? ' (It printed nothing.)' : `\n\nWhat it printed:\n${output}`;
  } catch {
    return ' (No container was made.)';
  }
}
