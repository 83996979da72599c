import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import {
  type Project,
  type ProjectFiles,
  type RunResult,
  run,
  type Running,
  seed,
  start,
  startStsEndpoint,
  type StsEndpoint,
  type UserKeys,
} from '@sts/test-kit';

const HERE = path.resolve(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);

export const ACCOUNT = '222222222222';

/** The frameworks that there are here: their command by name. */
export const FRAMEWORKS = { 'osls 4': binOf('osls'), 'osls 3': binOf('osls-3') } as const;
export type Framework = keyof typeof FRAMEWORKS;

type Env = Readonly<Record<string, string | undefined>>;

/** An STS, a user with narrow keys, and services whose code is to be a role. */
export class World implements AsyncDisposable {
  readonly sts: StsEndpoint;
  user: UserKeys;
  private readonly projects: Project[] = [];

  private constructor(sts: StsEndpoint) {
    this.sts = sts;
    this.user = sts.addUser({ name: 'developer', account: ACCOUNT });
  }

  static async make(): Promise<World> {
    return new World(await startStsEndpoint());
  }

  /** Adds a role that trusts the user, or somebody else only, and returns its ARN. */
  addRole(name: string, trust: 'the user' | 'somebody else' = 'the user', account = ACCOUNT): string {
    const arn = `arn:aws:iam::${account}:role/app/${name}`;
    this.sts.addRole({ arn, trust: trust === 'the user' ? this.user.arn : `arn:aws:iam::${account}:user/somebody-else` });
    return arn;
  }

  /** A service in a folder of its own, with what it needs installed. */
  async service(files: ProjectFiles): Promise<Project> {
    const links = {
      '@sts/core': path.join(HERE, '../core'),
      '@sts/serverless': HERE,
      'serverless-offline': folderOf('serverless-offline'),
      '@aws-sdk/client-sts': folderOf('@aws-sdk/client-sts'),
    };
    const project = await seed({ 'package.json': { name: 'consumer', version: '1.0.0' }, ...files }, { links });
    this.projects.push(project);
    return project;
  }

  env(more: Env = {}): Env {
    return {
      AWS_ACCESS_KEY_ID: this.user.accessKeyId,
      AWS_SECRET_ACCESS_KEY: this.user.secretAccessKey,
      AWS_ENDPOINT_URL_STS: this.sts.url,
      SLS_NOTIFICATIONS_MODE: 'off',
      ...more,
    };
  }

  run(framework: Framework, project: Project, args: readonly string[], env: Env = {}): Promise<RunResult> {
    return run(process.execPath, [FRAMEWORKS[framework], ...args], { cwd: project.dir, env: this.env(env) });
  }

  start(framework: Framework, project: Project, args: readonly string[], env: Env = {}): Running {
    return start(process.execPath, [FRAMEWORKS[framework], ...args], { cwd: project.dir, env: this.env(env) });
  }

  /** All that must not turn up in any output. */
  secrets(): string[] {
    const issued = this.sts.issued.flatMap(({ secretAccessKey, sessionToken }) => [secretAccessKey, sessionToken]);
    return [this.user.secretAccessKey, ...issued];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.projects.map((project) => project.remove()));
    await this.sts.close();
  }
}

/** A configuration as JSON, which is YAML too; what is given comes on top of a usual one. */
export function serverlessYml(more: { provider?: object; [key: string]: unknown }): object {
  const { provider, ...rest } = more;
  return {
    service: 'orders',
    frameworkVersion: '*',
    plugins: ['@sts/serverless'],
    ...rest,
    provider: { name: 'aws', runtime: 'nodejs22.x', region: 'eu-central-1', ...provider },
  };
}

/** Who the code of a handler is, told by STS, and who a process is that it starts. */
export const HANDLER = {
  'handler.cjs': `const { execFileSync } = require('node:child_process');
const { isMainThread } = require('node:worker_threads');
const { GetCallerIdentityCommand, STSClient } = require('@aws-sdk/client-sts');

// Kept for as long as the code is loaded, as people do.
const client = new STSClient({});
const atTopLevel = process.env.AWS_ACCESS_KEY_ID;

exports.whoAmI = async () => {
  const { Arn: arn } = await client.send(new GetCallerIdentityCommand({}));
  const child = execFileSync(process.execPath, ['-p', 'process.env.AWS_ACCESS_KEY_ID'], { encoding: 'utf8' }).trim();
  const { AWS_ACCESS_KEY_ID: keyId, AWS_PROFILE: profile, AWS_REGION: region } = process.env;
  return { statusCode: 200, body: JSON.stringify({ arn, atTopLevel, keyId, child, profile, region, isMainThread }) };
};
`,
} as const;

/** What a handler says. */
export interface Answer {
  arn: string;
  atTopLevel: string;
  keyId: string;
  child: string;
  profile?: string;
  region: string;
  isMainThread: boolean;
}

/** Ports that are free now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

function folderOf(name: string): string {
  const main = require.resolve(name, { paths: [HERE] });
  for (let folder = path.dirname(main); ; folder = path.dirname(folder)) {
    if (path.basename(path.dirname(folder)) === 'node_modules' || path.basename(path.dirname(path.dirname(folder))) === 'node_modules') {
      if (folder.endsWith(name)) return folder;
    }
    if (folder === path.dirname(folder)) throw new Error(`${name} has no folder`);
  }
}

function binOf(name: string): string {
  const file = require.resolve(`${name}/package.json`, { paths: [HERE] });
  const { bin } = JSON.parse(readFileSync(file, 'utf8')) as { bin: Record<string, string> };
  const [script] = Object.values(bin);
  return path.join(path.dirname(file), script ?? '');
}
