import { HELPER_VARIABLE } from '../loading/index.js';
import type { EnvChanges } from './changes.js';

/** An environment that can be changed, such as `process.env`. */
export type MutableEnv = Record<string, string | undefined>;

/** What one variable is under each layer; `undefined` is "not set". The first entry is what was there before. */
interface Entry {
  layer: symbol | undefined;
  value: string | undefined;
}

type Stacks = Map<string, Entry[]>;

/** One registry per realm and environment; copies of this package in the realm share it. */
const REGISTRY: unique symbol = Symbol.for('@sts/core/environment-layers') as never;

function stacksOf(env: MutableEnv): Stacks {
  const holder = globalThis as { [REGISTRY]?: WeakMap<MutableEnv, Stacks> };
  holder[REGISTRY] ??= new WeakMap();
  let stacks = holder[REGISTRY].get(env);
  if (stacks === undefined) {
    stacks = new Map();
    holder[REGISTRY].set(env, stacks);
  }
  return stacks;
}

/**
 * Applies the changes and returns the undo. Undoing puts every variable back to what it was, in any order of undoing:
 * a layer that is not on top is only taken out from below the others. What somebody else has changed since stays.
 * A second undo does nothing.
 */
export function applyChanges(env: MutableEnv, changes: EnvChanges): () => void {
  const layer = Symbol('layer');
  const stacks = stacksOf(env);
  const names = [...changes.remove.filter((name) => !Object.hasOwn(changes.set, name)), ...Object.keys(changes.set)];
  for (const name of names) {
    const current = env[name];
    const stack = stacks.get(name) ?? [{ layer: undefined, value: current }];
    noticeForeign(stack, current);
    const value = changes.set[name];
    stack.push({ layer, value });
    stacks.set(name, stack);
    if (value !== current) assign(env, name, value);
  }
  return () => {
    for (const name of names) undo(env, stacks, name, layer);
  };
}

/**
 * Makes an environment what the changes say, whatever it is now, as if they had just been applied to `base`: for a process
 * that was started with them already, and for one that begins anew.
 * @param base what the changed variables were before; one that is missing was not set
 */
export function settleChanges(env: MutableEnv, base: Readonly<MutableEnv>, changes: EnvChanges): void {
  const layer = Symbol('layer');
  const stacks = stacksOf(env);
  for (const name of new Set([...changes.remove, ...Object.keys(changes.set)])) {
    const value = changes.set[name];
    stacks.set(name, [
      { layer: undefined, value: base[name] },
      { layer, value },
    ]);
    assign(env, name, value);
  }
}

/** Somebody changed it since the last layer: that is what has to come back, or to stay. */
function noticeForeign(stack: Entry[], current: string | undefined): void {
  if (stack.at(-1)?.value !== current) stack.push({ layer: Symbol('foreign'), value: current });
}

function undo(env: MutableEnv, stacks: Stacks, name: string, layer: symbol): void {
  const stack = stacks.get(name);
  const index = stack?.findIndex((entry) => entry.layer === layer) ?? -1;
  if (stack === undefined || index < 0) return;
  noticeForeign(stack, env[name]);
  const isTop = index === stack.length - 1;
  stack.splice(index, 1);
  if (isTop) assign(env, name, stack.at(-1)?.value);
  if (!stack.some((entry) => isOurs(entry))) stacks.delete(name);
}

function isOurs(entry: Entry): boolean {
  return entry.layer?.description === 'layer';
}

/** The environment as it was before any of our changes that are still in force: what source credentials start from. */
export function withoutLayers(env: MutableEnv): Record<string, string | undefined> {
  const { [HELPER_VARIABLE]: _mark, ...base } = env;
  // In a sandbox it is an object like any other, and may hold what is not text.
  for (const [name, value] of Object.entries<unknown>(base))
    if (value !== undefined && typeof value !== 'string') base[name] = String(value);
  for (const [name, stack] of stacksOf(env)) {
    const top = stack.at(-1);
    if (top === undefined || !isOurs(top) || env[name] !== top.value) continue;
    const below = stack.toReversed().find((entry) => !isOurs(entry));
    assign(base, name, below?.value);
  }
  return base;
}

function assign(env: MutableEnv, name: string, value: string | undefined): void {
  if (value === undefined) delete env[name];
  else env[name] = value;
}
