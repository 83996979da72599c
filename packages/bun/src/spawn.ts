type Options = { env?: Record<string, string | undefined> } | undefined;
type Spawn = (first: unknown, second?: Options) => unknown;

/** What of Bun starts processes. */
export interface Spawner {
  spawn: Spawn;
  spawnSync: Spawn;
}

const OURS: unique symbol = Symbol.for('@sts/bun/spawn') as never;

/**
 * Bun starts processes with the environment that it was itself started with, where none is given: they would be the
 * caller. Now they get the environment as it is, as Node.js does it.
 */
export function inheritChanges(bun: Spawner, env: () => Record<string, string | undefined>): void {
  for (const name of ['spawn', 'spawnSync'] as const) {
    const original = bun[name];
    if (OURS in original) continue;
    const withEnv = (options: Options): Options => ({ ...options, env: options?.env ?? env() });
    const ours: Spawn = (first, second) => (Array.isArray(first) ? original(first, withEnv(second)) : original(withEnv(first as Options)));
    bun[name] = Object.assign(ours, { [OURS]: true });
  }
}
