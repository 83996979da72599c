import { randomUUID } from 'node:crypto';
import { type GenericContainer, PullPolicy, getContainerRuntimeClient } from 'testcontainers';
import { run } from '../scripts/lib/command.mjs';
import { type EmulatorName, images } from '../scripts/lib/images.mjs';
import { guardContainer } from './container-guard.js';
import type { EndWatch } from './end-watch.js';
import type { Denial, LoggedRequest } from './logged-request.js';
import { type Mark, RequestLog } from './request-log.js';

/** The emulators' account when nothing else is asked for. */
export const DEFAULT_ACCOUNT = '000000000000';

/** Where a running emulator is found; plain data, so that it can be handed to another process. */
export interface EmulatorAddress {
  name: EmulatorName;
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

/** A running emulator of AWS, and the requests that it has answered. */
export interface Emulator extends EmulatorAddress {
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
  /** What the caller's policies did not allow since `mark`; always empty where policies are not looked at. */
  denialsSince(mark: Mark): Promise<Denial[]>;
  /** Lets go of it: whoever started the container removes it, whoever connected ends its connection. */
  close(): Promise<void>;
}

/** An emulator's container before its start. */
export type EmulatorContainer = GenericContainer & { readonly watch: EndWatch };

/**
 * Starts an emulator in a container, which is removed by `close()`, when the start fails, and when this process ends in
 * any way. Pulls nothing: see `emulatorsAvailable`.
 * @throws an error with the container's own output when it does not become ready
 */
export async function startEmulator(name: EmulatorName, image: string, definition: EmulatorContainer): Promise<Emulator> {
  // Ryuk's image may be out of reach; the guard does its work.
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  const container = `sts-e2e-${name}-${randomUUID()}`;
  const guard = guardContainer(container);
  try {
    const url = await startContainer(definition, container, images[name].port);
    const connection = await connectEmulator({ name, url, container });
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
    throw new Error(`${images[name].title} (${image}) did not start: ${reason}${output}`, { cause });
  }
}

/** Makes use of an emulator that another process has started. */
export async function connectEmulator({ name, url, container }: EmulatorAddress): Promise<Emulator> {
  const client = await getContainerRuntimeClient();
  const log = new RequestLog({ name, url }, await client.container.logs(client.container.getById(container)));
  return {
    name,
    url,
    container,
    adminConfig: (accountId = DEFAULT_ACCOUNT) => ({
      endpoint: url,
      region: 'us-east-1',
      // An access key id of 12 digits is taken for the account's root.
      credentials: { accessKeyId: accountId, secretAccessKey: 'root' },
    }),
    requestLog: () => log.requests(),
    mark: () => log.mark(),
    requestsSince: (mark) => log.since(mark),
    async countSince(mark, action) {
      const requests = await log.since(mark);
      return requests.filter((request) => `${request.service}.${request.action}` === action).length;
    },
    denialsSince: (mark) => log.denialsSince(mark),
    async close() {
      log.close();
    },
  };
}

/** Ends with the container's address, or as soon as the container has ended. */
async function startContainer(definition: EmulatorContainer, name: string, port: number): Promise<string> {
  definition.withName(name).withPullPolicy(PullPolicy.neverPull());
  try {
    const started = await Promise.race([definition.start(), definition.watch.ended]);
    return `http://${started.getHost()}:${started.getMappedPort(port)}`;
  } finally {
    definition.watch.stop();
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
