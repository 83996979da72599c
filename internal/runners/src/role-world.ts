import { createRequire } from 'node:module';
import { readdirSync, realpathSync } from 'node:fs';
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
  type UserSpec,
} from '@sts/test-kit';
import { SHARED_FILES, type Place } from './consumer-files.js';
import type { Runner } from './index.js';

const require = createRequire(import.meta.url);
const ACCOUNT = '222222222222';

/** What the tests' environment has to be free of, as far as it can be set without changing who asks. */
export const STRANGERS: Readonly<Record<string, string>> = {
  AWS_SECURITY_TOKEN: 'a stranger',
  AWS_CREDENTIAL_SCOPE: 'a stranger',
  AWS_CREDENTIAL_FILE: 'a stranger',
  AWS_DEFAULT_PROFILE: 'a-stranger',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/stranger',
  AWS_CONTAINER_AUTHORIZATION_TOKEN: 'a stranger',
  // Of the stage; alone it is no key.
  AWS_DEV_SESSION_TOKEN: 'a stranger',
};

/** Who a consumer's code was, at one place. */
export interface Note {
  file: string;
  place: Place;
  pid: number;
  /** Version of Node.js, `v24.21.0`. */
  node: string;
  env: Record<string, string>;
}

/** An endpoint, a user with narrow keys, and projects whose tests are to be roles. */
export class RoleWorld implements AsyncDisposable {
  readonly sts: StsEndpoint;
  readonly user: UserKeys;
  private readonly projects: Project[] = [];

  private constructor(sts: StsEndpoint, user: UserKeys) {
    this.sts = sts;
    this.user = user;
  }

  static async make(user: Partial<UserSpec> = {}): Promise<RoleWorld> {
    const sts = await startStsEndpoint();
    return new RoleWorld(sts, sts.addUser({ name: 'developer', account: ACCOUNT, ...user }));
  }

  /** Adds a role that trusts the user, or somebody else only, and returns its ARN. */
  addRole(name: string, trust: 'the user' | 'somebody else' = 'the user'): string {
    const arn = `arn:aws:iam::${ACCOUNT}:role/app/${name}`;
    this.sts.addRole({ arn, trust: trust === 'the user' ? this.user.arn : `arn:aws:iam::${ACCOUNT}:user/somebody-else` });
    return arn;
  }

  /** The environment of the user, with all that tests must not see. */
  env(more: Readonly<Record<string, string | undefined>> = {}): Record<string, string> {
    const all = {
      ...STRANGERS,
      AWS_ACCESS_KEY_ID: this.user.accessKeyId,
      AWS_SECRET_ACCESS_KEY: this.user.secretAccessKey,
      AWS_ENDPOINT_URL_STS: this.sts.url,
      ...more,
    };
    return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  }

  /**
   * A consumer's project with the runner, if it is none of Node.js, and our packages "installed".
   * @param beside packages that the runner's users install beside it: names among the dependencies of this package
   */
  async project(runner: Runner | undefined, files: ProjectFiles, beside: readonly string[] = []): Promise<Project> {
    const ours = readdirSync(PACKAGES).map((name) => [`@sts/${name}`, path.join(PACKAGES, name)] as const);
    const others = beside.map((name) => [name, realpathSync(path.join(OWN, 'node_modules', name))] as const);
    const theirs = runner === undefined ? [] : [[runner.packageName, runner.dir] as const];
    const links = Object.fromEntries([...ours, ...theirs, ...others]);
    const project = await seed({ 'package.json': { name: 'consumer', version: '1.0.0' }, ...SHARED_FILES, ...files }, { links });
    this.projects.push(project);
    return project;
  }

  /** Runs the runner in the project, as the user. */
  run(runner: Runner, project: Project, args: readonly string[], env?: Readonly<Record<string, string | undefined>>): Promise<RunResult> {
    const [program, ...first] = runner.command;
    return run(program, [...first, ...args], { cwd: project.dir, env: this.env(env), timeoutMs: 110_000 });
  }

  /** Runs Node.js in the project, as the user: for the runner that is built in. */
  runNode(
    project: Project,
    args: readonly string[],
    env?: Readonly<Record<string, string | undefined>>,
    node: string = process.execPath,
  ): Promise<RunResult> {
    return run(node, args, { cwd: project.dir, env: this.env(env), timeoutMs: 110_000 });
  }

  /** Starts Node.js in the project and lets it run: watch mode. */
  startNode(
    project: Project,
    args: readonly string[],
    env?: Readonly<Record<string, string | undefined>>,
    node: string = process.execPath,
  ): Running {
    return start(node, args, { cwd: project.dir, env: this.env(env), timeoutMs: 110_000 });
  }

  /** Starts the runner on a terminal of its own, where somebody can type. */
  startOnTerminal(runner: Runner, project: Project, args: readonly string[], env?: Readonly<Record<string, string | undefined>>): Running {
    const command = [...runner.command, ...args].map((part) => `'${part}'`).join(' ');
    return start('script', ['-qec', command, '/dev/null'], { cwd: project.dir, env: this.env(env), timeoutMs: 110_000 });
  }

  /** Starts the runner and lets it run: watch mode. */
  start(runner: Runner, project: Project, args: readonly string[], env?: Readonly<Record<string, string | undefined>>): Running {
    const [program, ...first] = runner.command;
    return start(program, [...first, ...args], { cwd: project.dir, env: this.env(env), timeoutMs: 110_000 });
  }

  /** All that must not turn up in any output. */
  secrets(): string[] {
    const issued = this.sts.issued.flatMap(({ secretAccessKey, sessionToken }) => [secretAccessKey, sessionToken]);
    return [this.user.secretAccessKey, this.user.accessKeyId, ...issued];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.projects.map((project) => project.remove()));
    await this.sts.close();
  }
}

const OWN = path.dirname(require.resolve('@sts/runners/package.json'));
const PACKAGES = path.resolve(OWN, '../../packages');

/** A usual `serverless.yml` that names a role. */
export function serverlessYml(roleArn: string): string {
  return `service: orders\nprovider:\n  name: aws\n  region: eu-central-1\n  iam:\n    role: ${roleArn}\n`;
}

/** What the consumer's code noted so far. */
export async function notes(project: Project): Promise<Note[]> {
  const text = await project.read('report.ndjson');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Note);
}

/** Everything that a project has beside what it was seeded with, the answer in its cache, and the notes of starts. */
export async function leftBehind(project: Project): Promise<string[]> {
  const inCache = await project.list('node_modules/.cache');
  return inCache.filter((file) => !/\/[0-9a-f]{40}(?:\.start)?\.json$/.test(file));
}
