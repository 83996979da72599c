import { fileURLToPath } from 'node:url';

type Env = Record<string, string | undefined>;
type Options = { env?: Env; preload?: string | string[] } | undefined;
type Spawn = (first: unknown, second?: Options) => unknown;

/** What of Bun starts processes. */
interface Spawner {
  spawn: Spawn;
  spawnSync: Spawn;
}

/** Web workers are started by their constructor. */
type StartsWorkers = new (url: unknown, options?: Options) => object;

const OURS: unique symbol = Symbol.for('@sts/bun/spawn') as never;
/** Does the same in a worker, which has all of it anew. */
const IN_WORKERS = fileURLToPath(new URL('./inherit.js', import.meta.url));

/**
 * Bun starts processes and web workers with the environment that it was itself started with, where none is given: they would
 * be the caller. Now they get the environment as it is, as Node.js does it.
 */
export function inheritChanges(): void {
  const realm = globalThis as { Bun?: Spawner; Worker?: StartsWorkers };
  if (realm.Bun !== undefined) processesInherit(realm.Bun);
  if (realm.Worker !== undefined && !(OURS in realm.Worker)) realm.Worker = workersInherit(realm.Worker);
}

function processesInherit(bun: Spawner): void {
  for (const name of ['spawn', 'spawnSync'] as const) {
    const original = bun[name];
    if (OURS in original) continue;
    const withEnv = (options: Options): Options => ({ ...options, env: options?.env ?? process.env });
    const ours: Spawn = (first, second) => (Array.isArray(first) ? original(first, withEnv(second)) : original(withEnv(first as Options)));
    bun[name] = Object.assign(ours, { [OURS]: true });
  }
}

function workersInherit(original: StartsWorkers): StartsWorkers {
  return class Worker extends original {
    static readonly [OURS] = true;

    constructor(url: unknown, options?: Options) {
      const preload = [IN_WORKERS, options?.preload ?? []].flat();
      super(url, { ...options, env: options?.env ?? process.env, preload });
    }
  };
}
