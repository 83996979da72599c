import { pluginWith, type RootHookPlugin } from './plugin.js';
import { failIfUnused } from './unused.js';

export type { StsOptions } from '@sts/core';
export { type RootHookPlugin, sts } from './plugin.js';
export type { RootHook, RootHooks } from './root-hooks.js';

failIfUnused();

const PLUGIN: RootHookPlugin = pluginWith({}, 'the environment');

/**
 * Root hook plugin: `mocha --require @sts/mocha`. Mocha waits for it before it loads the spec files, so their top level
 * sees the role's credentials too. For options in code, see `sts`.
 * @throws what `openSession` of `@sts/core` throws, in the form that Mocha shows
 */
export const mochaHooks: RootHookPlugin['mochaHooks'] = PLUGIN.mochaHooks;

/** Puts the environment back after the run. */
export const mochaGlobalTeardown: RootHookPlugin['mochaGlobalTeardown'] = PLUGIN.mochaGlobalTeardown;
