import path from 'node:path';
import process from 'node:process';
import {
  type Project,
  type ProjectFiles,
  type RoleSpec,
  run,
  type RunResult,
  seed,
  startStsEndpoint,
  type StsEndpoint,
  type StsEndpointOptions,
  type UserKeys,
  type UserSpec,
} from '@sts/test-kit';

/** The package as it is built, linked into a consumer's project. */
const CORE: string = path.resolve(import.meta.dirname, '..');
export const ACCOUNT = '222222222222';
export const ROLE: string = `arn:aws:iam::${ACCOUNT}:role/app/orders`;
export const YML: string = `service: orders\nprovider:\n  name: aws\n  region: eu-central-1\n  iam:\n    role: ${ROLE}\n`;

interface Wishes {
  files?: ProjectFiles;
  user?: Partial<UserSpec>;
  role?: Partial<RoleSpec>;
  endpoint?: StsEndpointOptions;
}

/** What a script came to: its value, or all there is of its error. */
export interface Outcome<T = unknown> {
  value: T | undefined;
  error: { code: string; message: string; hint: string; isStsError: boolean; everything: string } | undefined;
  result: RunResult;
}

/** A project with a script of its own, an STS endpoint with its role, and a user who may assume it. */
export interface Consumer {
  sts: StsEndpoint;
  user: UserKeys;
  project: Project;
  env: Record<string, string>;
  /** Runs the body of an async function in a fresh process; `core` is the package, what it returns has to be JSON. */
  script<T = unknown>(body: string, env?: Record<string, string | undefined>, node?: string): Promise<Outcome<T>>;
  /** But for the notes of starts. */
  cacheFiles(): Promise<string[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function consumer({ files = {}, user: userSpec = {}, role = {}, endpoint = {} }: Wishes = {}): Promise<Consumer> {
  const sts = await startStsEndpoint(endpoint);
  const user = sts.addUser({ name: 'developer', account: ACCOUNT, ...userSpec });
  sts.addRole({ arn: ROLE, trust: user.arn, ...role });
  const project = await seed({ 'package.json': { name: 'consumer' }, 'serverless.yml': YML, ...files }, { links: { '@sts/core': CORE } });
  const env = { AWS_ACCESS_KEY_ID: user.accessKeyId, AWS_SECRET_ACCESS_KEY: user.secretAccessKey, AWS_ENDPOINT_URL_STS: sts.url };
  return {
    sts,
    user,
    project,
    env,
    script: async (body, more = {}, node = process.execPath) => {
      const result = await run(node, ['-e', wrap(body)], { cwd: project.dir, env: { ...env, ...more } });
      return { ...parse(result), result };
    },
    cacheFiles: async () => (await project.list('node_modules/.cache')).filter((file) => !file.endsWith('.start.json')),
    [Symbol.asyncDispose]: async () => {
      await project.remove();
      await sts.close();
    },
  };
}

function wrap(body: string): string {
  return `const core = require('@sts/core');
(async () => { ${body} })().then(
  (value) => console.log(JSON.stringify({ value })),
  (error) => console.log(JSON.stringify({ error: {
    code: error.code, message: error.message, hint: error.hint ?? '', isStsError: core.isStsError(error),
    everything: require('node:util').inspect(error, { showHidden: true, depth: null, getters: true }) + error.stack + JSON.stringify(error),
  } })),
);`;
}

function parse<T>(result: RunResult): Pick<Outcome<T>, 'value' | 'error'> {
  try {
    const { value, error } = JSON.parse(result.stdout) as Partial<Outcome<T>>;
    return { value, error };
  } catch {
    throw new Error(`the script did not print its outcome:\n${result.all}`);
  }
}
