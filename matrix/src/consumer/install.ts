import { homedir } from 'node:os';
import path from 'node:path';
import { type Project, registryEnv, run, type RunResult, seed } from '@sts/test-kit';
import type { Cell } from '../plan/cells.ts';
import { manifestFiles, type Wanted } from './manifest.ts';
import { CACHE, type Tools } from './tools.ts';

const LIMIT_MS = 5 * 60_000;

/** Peer dependencies that are missing or wrong, as Yarn tells of them; pnpm and npm end with an error. */
const PEER_WARNING = /YN00(?:02|60|86)\b.*/g;

/** A project with its packages installed, outside of the workspace and in a path with a space. */
export interface Installation {
  project: Project;
  /** What the next Yarn installation of the same packages may start from. */
  lock: string | undefined;
  durationMs: number;
}

/**
 * Installs a runner and our package with a real package manager, as a user does.
 * @param parent the project's folder is made there
 * @param lock a `yarn.lock` of the same packages, which spares Yarn the search for versions
 * @throws when the package manager fails, or warns of peer dependencies of ours
 */
export async function installConsumer(
  wanted: Wanted,
  { tools, registry, parent, lock }: { tools: Tools; registry: string; parent: string; lock: string | undefined },
): Promise<Installation> {
  const files = manifestFiles(wanted);
  const withYarn = wanted.packageManager.startsWith('yarn');
  const project = await seed({ ...files, ...(withYarn && lock !== undefined ? { 'yarn.lock': lock } : {}) }, { parent });
  const [command, args] = commandOf(wanted.packageManager, tools);
  const env = {
    ...registryEnv(process.env),
    npm_config_registry: registry,
    YARN_NPM_REGISTRY_SERVER: registry,
    ...(registry.startsWith('http:') ? { YARN_UNSAFE_HTTP_WHITELIST: new URL(registry).hostname } : {}),
    YARN_GLOBAL_FOLDER: path.join(CACHE, 'yarn'),
  };
  const result = await run(command, args, { cwd: project.dir, env, home: homedir(), timeoutMs: LIMIT_MS });
  const title = `${wanted.runner.id} with ${wanted.packageManager}`;
  if (result.exitCode !== 0) throw new Error(`${title} cannot be installed: ${command} ${args.join(' ')}\n${howItEnded(result)}`);
  const peers = result.all.match(PEER_WARNING)?.filter((line) => line.includes('@sts')) ?? [];
  if (peers.length > 0) throw new Error(`${title}: Yarn warns of peer dependencies of ours\n${peers.join('\n')}`);
  return { project, lock: withYarn ? await project.read('yarn.lock') : undefined, durationMs: result.durationMs };
}

/** The registry that npm uses here: the others are to take the same. */
export async function npmRegistry(cwd: string): Promise<string> {
  const result = await run('npm', ['config', 'get', 'registry', '--loglevel=error'], {
    cwd,
    env: registryEnv(process.env),
    home: homedir(),
  });
  if (result.exitCode !== 0) throw new Error(`npm does not say which registry it uses: ${howItEnded(result)}`);
  return result.stdout.trim();
}

/**
 * How a user starts the runner in an installed project. The command of npm and pnpm is a script that takes `node` from `PATH`;
 * Yarn has to say where packages are.
 */
export function runnerCommand(
  { node, packageManager, mode }: Cell,
  { project, command, tools }: { project: Project; command: string; tools: Tools },
): [command: string, args: string[]] {
  if (!packageManager.id.startsWith('yarn')) return [project.path('node_modules/.bin', command), [...mode.args]];
  return [path.join(tools.nodeFolder(node), 'node'), [tools.yarn, 'run', command, ...mode.args]];
}

function commandOf(packageManager: Cell['packageManager']['id'], tools: Tools): [command: string, args: string[]] {
  if (packageManager === 'npm') return ['npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline']];
  if (packageManager === 'pnpm') return [tools.pnpm, ['install', '--prefer-offline', '--reporter=append-only']];
  return [process.execPath, [tools.yarn, 'install']];
}

function howItEnded({ failure, timedOut, exitCode, all }: RunResult): string {
  return `${failure ?? (timedOut ? `not done within ${LIMIT_MS / 1000} s` : `exit code ${exitCode}`)}\n${all}`;
}
