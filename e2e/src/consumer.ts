import { delimiter, join } from 'node:path';
import { type Project, type ProjectFiles, type RunResult, cleanEnv, readTarballs, run, seed } from '@sts/test-kit';
import { dependenciesOf, installDependencies } from './consumer-install.js';
import { type Identity, takeIdentities } from './identities.js';

/** A user's project. */
export interface Example {
  /** Its files; a `package.json` among them adds its fields to the one that is written. */
  files: ProjectFiles;
  /** Packages to install. Ours (`@sts/…`) come from the tarballs whatever version is said here. */
  devDependencies: Readonly<Record<string, string>>;
}

interface ConsumerRunOptions {
  /** Variables on top of the clean environment of the test kit. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds; default 120,000. */
  timeoutMs?: number;
}

/** An installed consumer project, outside of the workspace and in a path with a space. */
export interface Consumer {
  project: Project;
  /**
   * Runs a command in the project (`run('jest', ['--ci'])`; what is installed there is found first) with an environment
   * from an allow list and an empty home. Never throws: how it ended is in the result.
   */
  run(command: string, args?: readonly string[], options?: ConsumerRunOptions): Promise<RunResult>;
  /** Who the project's code was since the last call: see `whoAmIFile`. */
  takeIdentities(): Promise<Identity[]>;
  remove(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Makes a consumer's project in a fresh folder and installs its dependencies there with npm, our packages from the
 * tarballs. `cacheDir`: installed dependencies are kept there, for further projects that want the same.
 */
export async function installConsumer(
  example: Example,
  { tarballsDir, cacheDir }: { tarballsDir: string; cacheDir: string },
): Promise<Consumer> {
  const tarballs = await readTarballs(tarballsDir);
  const dependencies = dependenciesOf(example.devDependencies, tarballs);
  const manifest = {
    name: 'consumer',
    version: '0.0.0',
    private: true,
    ...ownManifest(example.files),
    ...dependencies,
  };
  const project = await seed({ ...example.files, 'package.json': manifest });
  const remove = () => project.remove();
  try {
    await installDependencies(dependencies, tarballs, { dir: project.dir, cacheDir });
  } catch (error) {
    await remove();
    throw error;
  }
  const path = [join(project.dir, 'node_modules', '.bin'), cleanEnv({}, { home: project.dir })['PATH']].join(delimiter);
  return {
    project,
    run: (command, args = [], { env, timeoutMs } = {}) =>
      run(command, args, {
        cwd: project.dir,
        env: { PATH: path, ...env },
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      }),
    takeIdentities: () => takeIdentities(project.dir),
    remove,
    [Symbol.asyncDispose]: remove,
  };
}

function ownManifest(files: ProjectFiles): object {
  const manifest = files['package.json'] ?? {};
  return typeof manifest === 'string' ? (JSON.parse(manifest) as object) : manifest;
}
