import { rm } from 'node:fs/promises';
import { inject } from 'vitest';
import { Cloud } from './cloud.js';
import { type Consumer, installConsumer } from './consumer.js';
import { type CreatedUser, createUserWithKeys, environmentOf } from './iam.js';
import { whoAmIFile } from './identities.js';
import type { Emulator } from './emulator.js';
import { TARBALLS, test as base } from './test.js';

/** The account of the person who runs the consumer's code, and of all that is asked for. */
export const ACCOUNT = '333333333333';
/** The region of the services. */
export const REGION = 'eu-central-1';
export const OTHER_REGION = 'us-west-2';

/** The clients of the SDK that a project brings itself. */
export const CLIENTS = {
  '@aws-sdk/client-cloudformation': '3.1169.0',
  '@aws-sdk/client-s3': '3.1169.0',
  '@aws-sdk/client-ssm': '3.1169.0',
} as const;

interface Answer {
  what: string;
  value: string;
  from: string;
  variables: { text: string; at: string; answeredBy: string }[];
  lookups: { what: string; asks: string }[];
}

/** What one process of the consumer found out. */
export interface Outcome {
  target?: { roleArn: string; accountId: string; region: string; generatedRole?: string; explanation: { answers: Answer[]; text: string } };
  error?: { code: string; message: string; hint: string };
  /** The SDK clients of the project that were loaded, sorted. */
  loaded: string[];
  /** What was asked of AWS, in order: `ssm.GetParameter`. */
  requests: string[];
  /** All that the process printed, errors with their causes included. */
  output: string;
}

interface ReadOptions {
  env?: Readonly<Record<string, string | undefined>>;
  /** Assumes the role too; the code then notes who it is. */
  assume?: boolean;
  /** In a process that another one has started, which has assumed the role before. */
  nested?: boolean;
  /** Goes on with what an earlier process has left in the cache. */
  keepCache?: boolean;
}

const MAIN = {
  'main.cjs': `const { inspect } = require('node:util');
const { assumeRole, isStsError, resolveTarget } = require('@sts/core');

(async () => {
  const outcome = {};
  try {
    if (process.argv[2] === 'assume') {
      outcome.target = (await assumeRole()).target;
      await require('./who-am-i.cjs').whoAmI('main');
    } else {
      outcome.target = await resolveTarget();
    }
  } catch (error) {
    if (!isStsError(error)) throw error;
    const { code, message, hint } = error;
    outcome.error = { code, message, hint };
    console.error(inspect(error, { depth: null, showHidden: true }));
  }
  const files = Object.keys(require.cache).map((file) => /@aws-sdk.(client-(?:cloudformation|s3|ssm))\\W/.exec(file)?.[1]);
  outcome.loaded = [...new Set(files.filter(Boolean))].sort();
  console.log(JSON.stringify(outcome));
})();
`,
  'outer.cjs': `const { spawnSync } = require('node:child_process');
const { assumeRole } = require('@sts/core');

(async () => {
  await assumeRole();
  await require('./who-am-i.cjs').whoAmI('outer');
  const { status } = spawnSync(process.execPath, ['main.cjs', ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
})();
`,
} as const;

/** A consumer whose code asks @sts/core for the role of its configuration. */
export class Reader {
  readonly user: CreatedUser;
  readonly consumer: Consumer;
  readonly #localStack: Emulator;

  constructor(localStack: Emulator, user: CreatedUser, consumer: Consumer) {
    this.#localStack = localStack;
    this.user = user;
    this.consumer = consumer;
  }

  /** With a project of its own; `clients`: the clients of the SDK that are installed in it. */
  static async install(localStack: Emulator, clients: Readonly<Record<string, string>> = CLIENTS): Promise<Reader> {
    const user = await createUserWithKeys(localStack, { accountId: ACCOUNT });
    const devDependencies = { '@sts/core': '*', '@aws-sdk/client-sts': '3.1169.0', ...clients };
    const example = { files: { ...whoAmIFile, ...MAIN }, devDependencies };
    return new Reader(localStack, user, await installConsumer(example, { tarballsDir: TARBALLS, cacheDir: inject('runDir') }));
  }

  /** Runs a process with this `serverless.yml` (an object is written as JSON, which is YAML) and an empty cache. */
  async read(
    serverlessYml: string | object,
    { env, assume = false, nested = false, keepCache = false }: ReadOptions = {},
  ): Promise<Outcome> {
    const { project } = this.consumer;
    if (!keepCache) await rm(project.path('node_modules/.cache'), { recursive: true, force: true });
    await project.write('serverless.yml', serverlessYml);
    const mark = await this.#localStack.mark();
    const result = await this.consumer.run('node', [nested ? 'outer.cjs' : 'main.cjs', ...(assume ? ['assume'] : [])], {
      env: { ...environmentOf(this.user, this.#localStack), ...env },
    });
    const requests = await this.#localStack.requestsSince(mark);
    if (result.exitCode !== 0) throw new Error(`The consumer's process failed.\n\n${result.all}`);
    const outcome = JSON.parse(result.stdout) as Outcome;
    return { ...outcome, requests: requests.map(({ service, action }) => `${service}.${action}`), output: result.all };
  }
}

/** `test` with `cloud` and `otherCloud` (another region) of the account, and `reader`, one for all tests of a file. */
export const test = base
  .extend('cloud', { scope: 'file' }, async ({ localStack }) => new Cloud(localStack, ACCOUNT, REGION))
  .extend('otherCloud', { scope: 'file' }, async ({ localStack }) => new Cloud(localStack, ACCOUNT, OTHER_REGION))
  .extend('reader', { scope: 'file' }, async ({ localStack }, { onCleanup }) => {
    const reader = await Reader.install(localStack);
    onCleanup(() => reader.consumer.remove());
    return reader;
  });

/** A service in `REGION` with that role; `more`: further keys of the configuration. */
export function serviceWithRole(role: unknown, more: object = {}): object {
  return { service: 'orders', provider: { name: 'aws', region: REGION, iam: { role } }, ...more };
}

/** The ARN of a role of the account. */
export function roleArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}
