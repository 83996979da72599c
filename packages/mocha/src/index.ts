import { openSessionIn, removeRefusals, type Session, shownError } from '@sts/core/runner';

export type { StsOptions } from '@sts/core';

/** What this process was given: Mocha may load the plugin more than once. */
interface MochaState {
  undo: (() => void) | undefined;
  refusalsSince: number;
}

const STATE: unique symbol = Symbol.for('@sts/mocha/process') as never;

function state(): MochaState {
  const holder = globalThis as { [STATE]?: MochaState };
  if (holder[STATE] === undefined) {
    holder[STATE] = { undo: undefined, refusalsSince: performance.timeOrigin };
    process.once('exit', removeRefusals);
  }
  return holder[STATE];
}

async function enter(): Promise<void> {
  const mine = state();
  const session = await open(mine);
  // The new layer first: taking the old one away before would let a test that runs meanwhile see the caller's keys.
  const before = mine.undo;
  mine.undo = session.apply(process.env);
  before?.();
}

async function open(mine: MochaState): Promise<Session> {
  try {
    return await openSessionIn(
      {},
      { cwd: process.cwd(), env: process.env, optionsFrom: 'the environment', refusalsSince: mine.refusalsSince },
    );
  } catch (error) {
    throw shownError(error);
  }
}

/**
 * Root hook plugin: `mocha --require @sts/mocha`. Mocha waits for it before it loads the spec files, so their top level
 * sees the role's credentials too; parallel workers inherit them. Before each file (parallel) or rerun (watch) they are
 * renewed if they end soon.
 */
export async function mochaHooks(): Promise<{ beforeAll: () => Promise<void> }> {
  await enter();
  return {
    beforeAll: async () => {
      state().refusalsSince = Date.now();
      await enter();
    },
  };
}

/** Puts the environment back after the run. */
export function mochaGlobalTeardown(): void {
  const mine = state();
  mine.undo?.();
  mine.undo = undefined;
}
