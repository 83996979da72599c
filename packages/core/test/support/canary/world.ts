import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import {
  type FaultSpec,
  type ProjectFiles,
  run,
  type RunResult,
  seed,
  startStsEndpoint,
  type StsEndpoint,
  type UserKeys,
} from '@sts/test-kit';

const CORE = path.resolve(import.meta.dirname, '../../..');
const ASK = fileURLToPath(new URL('ask.cjs', import.meta.url));
const WATCH = fileURLToPath(new URL('watch.cjs', import.meta.url));
const ACCOUNT = '222222222222';
export const ROLE: string = `arn:aws:iam::${ACCOUNT}:role/app/orders`;
/** A secret of the project that no question needs. */
export const GOOD: string = `service: orders
provider:
  name: aws
  region: eu-central-1
  iam:
    role: ${ROLE}
custom:
  password: canary-of-the-configuration
`;
const DEVICE = `arn:aws:iam::${ACCOUNT}:mfa/developer`;

/** Node's option that has the processes watched which a process starts. */
export const WATCHED: string = `--require ${JSON.stringify(WATCH)}`;

/** What is given by every run, and may be seen nowhere. */
export const MARKS: Readonly<Record<string, string>> = {
  'external id': 'canary-external-id',
  'MFA code': '918273',
  'secret of the configuration': 'canary-of-the-configuration',
  'secret of the environment': 'canary-of-the-environment',
  'secret of a .env file': 'canary-of-a-dotenv-file',
};

export interface Wishes {
  /** Empty for none. */
  yml?: string;
  env?: Record<string, string>;
  fault?: FaultSpec;
  /** Files of the project; they may hold secrets. */
  files?: ProjectFiles;
  trust?: object;
  /** Secrets besides those of every run. */
  marks?: Record<string, string>;
  /** `sync`: as Jest's environment asks, with a helper process. */
  mode?: 'async' | 'sync';
  /** Of Node. */
  args?: string[];
  /** What there is to do with endpoint, user and files before the process is started. */
  prepare?: (world: { sts: StsEndpoint; user: UserKeys; file: (name: string) => string }) => Record<string, string> | void;
}

export interface Asked {
  result: RunResult;
  /** Calls of AssumeRole. */
  calls: number;
  /** Files of the cache. */
  files: string[];
  /** Where which secret was seen: what there must be none of. */
  leaks: string[];
}

/** One process that asks, in a world full of secrets, and the search for them in all that it left behind. */
export async function ask(wishes: Wishes): Promise<Asked> {
  await using sts = await startStsEndpoint();
  const user = sts.addUser({ name: 'developer', account: ACCOUNT, policy: [], mfa: { serial: DEVICE, codes: [MARKS['MFA code'] ?? ''] } });
  const trust = wishes.trust as Parameters<typeof sts.addRole>[0]['trust'] | undefined;
  sts.addRole({ arn: ROLE, trust: trust ?? user.arn });
  const given: ProjectFiles = {
    'package.json': { name: 'consumer' },
    '.env': `CANARY_OF_DOTENV=${MARKS['secret of a .env file'] ?? ''}\n`,
    ...(wishes.yml === '' ? {} : { 'serverless.yml': wishes.yml ?? GOOD }),
    ...wishes.files,
  };
  await using world = await seed(
    {
      'home/.keep': '',
      'tmp/.keep': '',
      'log/.keep': '',
      ...Object.fromEntries(Object.entries(given).map(([name, text]) => [`project/${name}`, text])),
    },
    { links: { '@sts/core': CORE } },
  );
  await world.write('ask.cjs', await readFile(ASK, 'utf8'));
  const inputs = new Set(await world.list());
  if (wishes.fault !== undefined) sts.fault(wishes.fault);
  const more = wishes.prepare?.({ sts, user, file: (name) => world.path('project', name) }) ?? {};
  const env = {
    AWS_ACCESS_KEY_ID: user.accessKeyId,
    AWS_SECRET_ACCESS_KEY: user.secretAccessKey,
    AWS_ENDPOINT_URL_STS: sts.url,
    STS_EXTERNAL_ID: MARKS['external id'] ?? '',
    STS_MFA_SERIAL: DEVICE,
    STS_MFA_CODE: MARKS['MFA code'] ?? '',
    DATABASE_PASSWORD: MARKS['secret of the environment'] ?? '',
    TMPDIR: world.path('tmp'),
    // Ours, should there be any. What Node itself shows of its requests with NODE_DEBUG=http is not.
    NODE_DEBUG: 'sts',
    DEBUG: '*',
    NODE_OPTIONS: WATCHED,
    CANARY_LOG: world.path('log/processes'),
    CANARY_MODE: wishes.mode ?? 'async',
    ...wishes.env,
    ...more,
  };
  const crash = ['--stack-trace-limit=1000', '--report-uncaught-exception', `--report-directory=${world.path('log')}`];
  const result = await run(process.execPath, [...crash, ...(wishes.args ?? []), world.path('ask.cjs')], {
    cwd: world.path('project'),
    home: world.path('home'),
    env,
  });

  const issued = sts.issued.flatMap(({ secretAccessKey, sessionToken }) => [secretAccessKey, sessionToken]);
  const secrets = Object.entries({
    ...MARKS,
    ...wishes.marks,
    'access key id': user.accessKeyId,
    'secret key': user.secretAccessKey,
    ...ownSecrets(env),
  });
  const roles = issued.map((secret): [string, string] => ['credential of the role', secret]);
  const leaks = [...seen('stdout', result.stdout, [...secrets, ...roles]), ...seen('stderr', result.stderr, [...secrets, ...roles])];
  for (const file of await world.list()) {
    if (inputs.has(file)) continue;
    const text = withoutEnvironment(file, await readFile(world.path(file), 'utf8'));
    leaks.push(...seen(file, text, [...secrets, ...roles]));
  }
  const files = (await world.list('project/node_modules')).map((file) => file.replace(/^project\//, ''));
  if (result.exitCode !== 0 && (await world.list('log')).every((file) => !file.includes('report.')))
    leaks.push('there is no report of the crash');
  return { result, calls: sts.count('AssumeRole'), files, leaks };
}

/** The key of a row's own, and its token. */
function ownSecrets(env: Record<string, string>): Record<string, string> {
  const { AWS_SESSION_TOKEN = '', AWS_SECRET_ACCESS_KEY = '' } = env;
  return {
    ...(AWS_SESSION_TOKEN === '' ? {} : { 'session token': AWS_SESSION_TOKEN }),
    ...(AWS_SECRET_ACCESS_KEY === '' ? {} : { 'secret key given': AWS_SECRET_ACCESS_KEY }),
  };
}

function seen(where: string, text: string, secrets: readonly (readonly [string, string])[]): string[] {
  // Six digits may be a part of other numbers.
  const isIn = (secret: string): boolean =>
    /^\d+$/.test(secret) ? new RegExp(`(?<!\\d)${secret}(?!\\d)`).test(text) : text.includes(secret);
  return secrets.filter(([, secret]) => isIn(secret)).map(([name]) => `${name} in ${where}`);
}

/** A report of Node has the environment of its process in it, whoever set that: it is left out here, and nothing else is. */
function withoutEnvironment(file: string, text: string): string {
  if (!/\/report\.[^/]*\.json$/.test(file)) return text;
  const { environmentVariables: _nodes, ...report } = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify(report);
}
