import path from 'node:path';
import {
  type ExtraEnv,
  type Project,
  type ProjectFiles,
  run,
  type RunResult,
  type Running,
  seed,
  start,
  startStsEndpoint,
  type StsEndpoint,
  type UserKeys,
} from '@sts/test-kit';

const ACCOUNT = '222222222222';
const PACKAGES = path.resolve(import.meta.dirname, '../../..');

/** The script of the command, as it is built. */
export const STS: string = path.join(PACKAGES, 'cli/dist/bin.js');

/** The environment of the role, and who it is. */
export const PRINT_ENV = `console.log(JSON.stringify(Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(AWS|STS)_/.test(name)))))`;

interface Extra {
  env?: ExtraEnv;
  input?: string;
  home?: string;
  timeoutMs?: number;
}

/** An endpoint, a user with narrow keys, and a project whose serverless.yml names a role that trusts the user. */
export class CliWorld implements AsyncDisposable {
  readonly sts: StsEndpoint;
  readonly user: UserKeys;
  readonly roleArn: string = `arn:aws:iam::${ACCOUNT}:role/app/orders`;
  readonly project: Project;

  private constructor(sts: StsEndpoint, user: UserKeys, project: Project) {
    this.sts = sts;
    this.user = user;
    this.project = project;
  }

  /** @param more packages that the project has installed: name to folder */
  static async make(files: ProjectFiles = {}, more: Readonly<Record<string, string>> = {}): Promise<CliWorld> {
    const roleArn = `arn:aws:iam::${ACCOUNT}:role/app/orders`;
    const sts = await startStsEndpoint();
    const user = sts.addUser({ name: 'developer', account: ACCOUNT });
    sts.addRole({ arn: roleArn, trust: user.arn });
    const links = Object.fromEntries(
      ['cli', 'core', 'jest-env', 'vitest', 'mocha'].map((name) => [`@sts/${name}`, path.join(PACKAGES, name)]),
    );
    const project = await seed(
      { 'package.json': { name: 'orders' }, 'serverless.yml': serverlessYml(roleArn), ...files },
      { links: { ...links, ...more }, name: "a project's folder" },
    );
    return new CliWorld(sts, user, project);
  }

  /** The environment of the user. */
  env(more: ExtraEnv = {}): ExtraEnv {
    return {
      AWS_ACCESS_KEY_ID: this.user.accessKeyId,
      AWS_SECRET_ACCESS_KEY: this.user.secretAccessKey,
      AWS_ENDPOINT_URL_STS: this.sts.url,
      ...more,
    };
  }

  /** Runs `sts` in the project, as the user. */
  run(args: readonly string[], { env, ...more }: Extra = {}): Promise<RunResult> {
    return run(process.execPath, [STS, ...args], { cwd: this.project.dir, env: this.env(env), ...more });
  }

  /** Starts `sts` and lets it run. */
  start(args: readonly string[], { env, ...more }: Extra = {}): Running {
    return start(process.execPath, [STS, ...args], { cwd: this.project.dir, env: this.env(env), ...more });
  }

  /** Starts `sts` on a terminal of its own, where somebody can type. */
  startOnTerminal(args: readonly string[], { env, ...more }: Extra = {}): Running {
    const command = [process.execPath, STS, ...args].map((part) => `'${part.replaceAll("'", String.raw`'\''`)}'`).join(' ');
    return start('script', ['-qec', command, '/dev/null'], { cwd: this.project.dir, env: this.env(env), ...more });
  }

  /** All that must not turn up in any output. */
  secrets(): string[] {
    const issued = this.sts.issued.flatMap(({ secretAccessKey, sessionToken }) => [secretAccessKey, sessionToken]);
    return [this.user.secretAccessKey, this.user.accessKeyId, ...issued];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.project.remove();
    await this.sts.close();
  }
}

/** A usual `serverless.yml` that names a role. */
export function serverlessYml(roleArn: string): string {
  return `service: orders\nprovider:\n  name: aws\n  region: eu-central-1\n  iam:\n    role: ${roleArn}\n`;
}
